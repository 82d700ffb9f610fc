import { drainJobs, releaseAbandonedJobs, runJobs, type Schedule } from "#db/worker.ts";
import { isOutgoingMailOn } from "#lib/config/authentication-mode.ts";
import { config } from "#lib/config/index.ts";
import { SEND_EMAIL, SEND_EMAIL_CHANGE_LINK, SEND_RECOVERY_EMAIL } from "#lib/mail/email-jobs.ts";
import { sendEmail } from "#lib/mail/send-email.ts";
import { sendEmailChangeLink } from "#lib/recovery/send-email-change-link.ts";
import { sendRecoveryEmail } from "#lib/recovery/send-recovery-email.ts";
import { purgeOldData } from "./purge-old-data.ts";

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

/** Does nothing in serverless installations, which drain the queue after requests and from the cron route. */
export const startEmailWorker = (): { stop(): Promise<void> } =>
  isOutgoingMailOn() && !config().serverless ? runJobs(SCHEDULE) : { async stop() {} };

export async function drainQueue(): Promise<void> {
  await releaseAbandonedJobs();
  await drainJobs(SCHEDULE);
}
