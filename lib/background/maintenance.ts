import { runAuditMaintenance } from "#lib/audit/audit-maintenance.ts";
import { isOutgoingMailOn } from "#lib/config/authentication-mode.ts";
import { log } from "#lib/logging/log.ts";
import { drainQueue } from "./worker.ts";

export async function runMaintenance(): Promise<void> {
  if (isOutgoingMailOn()) await drainQueue();
  await runAuditMaintenance();
}

/** Logs a failure instead of throwing it: the next run retries. */
export async function tryMaintenance(): Promise<void> {
  try {
    await runMaintenance();
  } catch (error) {
    log.error({ part: "maintenance", name: (error as Error).name }, "Maintenance failed and will be retried");
  }
}
