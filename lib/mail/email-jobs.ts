import type { Job } from "#db/jobs.ts";

export const SEND_EMAIL = "send_email";
export const SEND_RECOVERY_EMAIL = "send_recovery_email";
export const SEND_EMAIL_CHANGE_LINK = "send_email_change_link";

/** Keyed by the email, so that each has at most one job. */
export const emailJob = (emailId: string): Job => ({ key: `email:${emailId}`, payload: { emailId } });
