import { runAuditMaintenance } from "#lib/audit/audit-maintenance.ts";
import { isOutgoingMailOn } from "#lib/config/authentication-mode.ts";
import { log } from "#lib/logging/log.ts";
import { drainQueue } from "./worker.ts";

/** What a process that stays alive would have done by now: sends the emails that are due, and tidies the audit up. */
export async function runMaintenance(): Promise<void> {
  if (isOutgoingMailOn()) await drainQueue();
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
