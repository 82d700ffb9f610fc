import { setTimeout as wait } from "node:timers/promises";
import { log } from "#lib/logging/log.ts";
import { recordSums } from "./anonymous-limits.ts";
import { purgeAnonymousEvents } from "./purge-anonymous-events.ts";

const EVERY_MS = 60_000;

/** Sums up what anonymous people caused, and forgets what is kept no longer. Harmless in several processes at once. */
export async function runAuditMaintenance(): Promise<void> {
  await recordSums();
  await purgeAnonymousEvents();
}

/** Does so every minute until it is stopped, whether emails go out or not. */
export function startAuditMaintenance(): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const work = async () => {
    while (!stopping.signal.aborted) {
      await runAuditMaintenance().catch((error: Error) =>
        log.error({ part: "audit", name: error.name }, "The audit could not be kept in bounds and is tried again"),
      );
      await wait(EVERY_MS, undefined, { signal: stopping.signal }).catch(() => {});
    }
  };
  const working = work();
  return {
    async stop() {
      stopping.abort();
      await working;
    },
  };
}
