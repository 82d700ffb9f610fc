import { runAuditMaintenance } from "#lib/audit/audit-maintenance.ts";
import { log } from "#lib/logging/log.ts";
import { isMailOn } from "#lib/mail/mode.ts";
import { drainQueue } from "./worker.ts";

/** What a process that stays alive would have done by now: sends the emails that are due, and tidies the audit up. */
export async function runMaintenance(): Promise<void> {
  if (isMailOn()) await drainQueue();
  await runAuditMaintenance();
}

/** The same where nobody waits for it: what fails is logged, and is due again the next time. */
export async function tryMaintenance(): Promise<void> {
  try {
    await runMaintenance();
  } catch (error) {
    log.error({ part: "catch-up", name: (error as Error).name }, "What was due could not be done and is tried again");
  }
}
