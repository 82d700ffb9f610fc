import type { Instrumentation } from "next";
import { offerBackgroundWork } from "./lib/background/background-work.ts";
import { log } from "./lib/logging/log.ts";
import { toLogEntry } from "./lib/logging/log-entry.ts";
import { provideQueueDrain } from "./lib/mail/drain-after-response.ts";
import { isMailOn } from "./lib/mail/mode.ts";

/** Offers what works beside the requests to the server around the pages, where there is one that stays alive. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  provideQueueDrain(async () => (await import("./lib/background/worker.ts")).drainQueue());
  offerBackgroundWork(async () => {
    const { prepareDummyHash } = await import("./lib/passwords/password-hash.ts");
    await prepareDummyHash();
    const { startAuditMaintenance } = await import("./lib/audit/audit-maintenance.ts");
    const running = [startAuditMaintenance()];
    if (isMailOn()) {
      // The templates and the transports are more than all that a page needs.
      const { startEmailWorker } = await import("./lib/background/worker.ts");
      running.push(startEmailWorker());
    }
    return {
      async stop() {
        await Promise.all(running.map((work) => work.stop()));
      },
    };
  });
}

/** Notes a request that failed, by its route: its path and query may carry what is nobody's business. */
export const onRequestError: Instrumentation.onRequestError = (error, request, { routePath }) => {
  const { name, digest } = error as Error & { digest?: string };
  log.error({ name, digest, method: request.method, path: routePath }, toLogEntry([error]).message);
};
