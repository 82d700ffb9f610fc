import type { Job } from "#db/jobs.ts";

/** The job that sends one mail. */
export const SEND_MAIL = "send_mail";

/** The job that answers whoever asked for a way in, if there is such an account. */
export const MAIL_WAY_IN = "mail_way_in";

/** The one job there is for a mail at any time. */
export const mailJob = (mailId: string): Job => ({ key: `mail:${mailId}`, payload: { mailId } });
