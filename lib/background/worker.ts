import { clearQueue, drainJobs, releaseAbandonedJobs, runJobs, type Schedule } from "#db/worker.ts";
import { config } from "#lib/config/index.ts";
import { MAIL_EMAIL_CHANGE, MAIL_WAY_IN, SEND_MAIL } from "#lib/mail/email-jobs.ts";
import { isMailOn } from "#lib/mail/mode.ts";
import { forgetOldMails } from "#lib/mail/purge-old-emails.ts";
import { sendMail } from "#lib/mail/send-email.ts";
import { mailEmailChange } from "#lib/recovery/send-email-change-link.ts";
import { mailWayIn } from "#lib/recovery/send-recovery-email.ts";

const RELEASE_ABANDONED = "release_abandoned";
const CLEAR_UP = "clear_up";

const SCHEDULE: Schedule = {
  tasks: {
    [SEND_MAIL]: sendMail,
    [MAIL_WAY_IN]: mailWayIn,
    [MAIL_EMAIL_CHANGE]: mailEmailChange,
    [RELEASE_ABANDONED]: releaseAbandonedJobs,
    [CLEAR_UP]: clearUp,
  },
  crontab: `* * * * * ${RELEASE_ABANDONED}\n23 4 * * * ${CLEAR_UP}`,
};

/**
 * Works the mail queue until it is stopped. While outgoing mail is off, what waits there waits on; where no process is
 * meant to stay alive, it is worked off after requests and by the cron route instead.
 */
export const startMailWorker = (): { stop(): Promise<void> } =>
  isMailOn() && !config().serverless ? runJobs(SCHEDULE) : { async stop() {} };

/** Works off what is due now, and ends. */
export async function workOffQueue(): Promise<void> {
  await releaseAbandonedJobs();
  await drainJobs(SCHEDULE);
}

/** What a process that stays alive does every night by itself. */
export async function clearUp(): Promise<void> {
  await forgetOldMails();
  await clearQueue();
}
