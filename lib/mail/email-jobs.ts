import type { Job } from "#db/jobs.ts";

/** The job that sends one mail. */
export const SEND_EMAIL = "send_email";

/** The job that answers whoever asked for a way in, if there is such an account. */
export const SEND_RECOVERY_EMAIL = "send_recovery_email";

/** The job that sends a link to an address that somebody wants to sign in with, unless it is taken. */
export const SEND_EMAIL_CHANGE_LINK = "send_email_change_link";

/** The one job there is for a mail at any time. */
export const emailJob = (emailId: string): Job => ({ key: `email:${emailId}`, payload: { emailId } });
