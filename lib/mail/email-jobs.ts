import type { Job } from "#db/jobs.ts";

/** The job that sends one mail. */
export const SEND_MAIL = "send_mail";

/** The job that answers whoever asked for a way in, if there is such an account. */
export const MAIL_WAY_IN = "mail_way_in";

/** The job that sends a link to an address that somebody wants to sign in with, unless it is taken. */
export const MAIL_EMAIL_CHANGE = "mail_email_change";

/** The one job there is for a mail at any time. */
export const mailJob = (mailId: string): Job => ({ key: `mail:${mailId}`, payload: { mailId } });
