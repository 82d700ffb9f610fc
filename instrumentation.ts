import type { Instrumentation } from "next";
import { provideBackgroundWork } from "./lib/background/background-work.ts";
import { isOutgoingMailOn } from "./lib/config/authentication-mode.ts";
import { provideDatabaseEnvironment } from "./lib/database-environment.ts";
import { log } from "./lib/logging/log.ts";
import { toLogEntry } from "./lib/logging/log-entry.ts";
import { provideQueueDrain } from "./lib/mail/drain-after-response.ts";

/** Offers background work to our HTTP server, which starts it. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  provideDatabaseEnvironment();
  provideQueueDrain(async () => (await import("./lib/background/worker.ts")).drainQueue());
  provideBackgroundWork(async () => {
    const { prepareDummyHash } = await import("./lib/passwords/password-hash.ts");
    const { lowerHashingPriority } = await import("./lib/passwords/hashing-threads.ts");
    await prepareDummyHash();
    lowerHashingPriority();
    const { startAuditMaintenance } = await import("./lib/audit/audit-maintenance.ts");
    const running = [startAuditMaintenance()];
    if (isOutgoingMailOn()) {
      // Loaded on demand: templates and transports are large.
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

/** Logs the route instead of the path and query, which may contain secrets. */
export const onRequestError: Instrumentation.onRequestError = (error, request, { routePath }) => {
  const { name, digest } = error as Error & { digest?: string };
  log.error({ name, digest, method: request.method, path: routePath }, toLogEntry([error]).message);
};
