import { deleteFailedJobs, drainJobs, releaseAbandonedJobs, runJobs, type Schedule } from "#db/worker.ts";
import { isOutgoingMailOn } from "#lib/config/authentication-mode.ts";
import { config } from "#lib/config/index.ts";
import { SEND_EMAIL, SEND_EMAIL_CHANGE_LINK, SEND_RECOVERY_EMAIL } from "#lib/mail/email-jobs.ts";
import { purgeOldEmails } from "#lib/mail/purge-old-emails.ts";
import { sendEmail } from "#lib/mail/send-email.ts";
import { sendEmailChangeLink } from "#lib/recovery/send-email-change-link.ts";
import { sendRecoveryEmail } from "#lib/recovery/send-recovery-email.ts";

const RELEASE_ABANDONED = "release_abandoned";
const PURGE_OLD_DATA = "purge_old_data";

const SCHEDULE: Schedule = {
  tasks: {
    [SEND_EMAIL]: sendEmail,
    [SEND_RECOVERY_EMAIL]: sendRecoveryEmail,
    [SEND_EMAIL_CHANGE_LINK]: sendEmailChangeLink,
    [RELEASE_ABANDONED]: releaseAbandonedJobs,
    [PURGE_OLD_DATA]: purgeOldData,
  },
  crontab: `* * * * * ${RELEASE_ABANDONED}\n23 4 * * * ${PURGE_OLD_DATA}`,
};

/**
 * Works the mail queue until it is stopped. While outgoing mail is off, what waits there waits on; where no process is
 * meant to stay alive, it is worked off after requests and by the cron route instead.
 */
export const startEmailWorker = (): { stop(): Promise<void> } =>
  isOutgoingMailOn() && !config().serverless ? runJobs(SCHEDULE) : { async stop() {} };

/** Works off what is due now, and ends. */
export async function drainQueue(): Promise<void> {
  await releaseAbandonedJobs();
  await drainJobs(SCHEDULE);
}

/** What a process that stays alive does every night by itself. */
export async function purgeOldData(): Promise<void> {
  await purgeOldEmails();
  await deleteFailedJobs();
}
