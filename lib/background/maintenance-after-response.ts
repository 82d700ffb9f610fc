import { after } from "next/server.js";
import { config } from "#lib/config/index.ts";
import { outsideRequests } from "#lib/http/request-context.ts";

const INTERVAL_MS = 30_000;

/** Health checks must not keep the database awake, and the cron route runs maintenance itself. */
const EXCLUDED_PATHS = /^\/api\/(health|cron)\//;

export function throttle(intervalMs: number): () => boolean {
  let last = Number.NEGATIVE_INFINITY;
  return () => {
    const now = performance.now();
    if (now - last < intervalMs) return false;
    last = now;
    return true;
  };
}

const isDue = throttle(INTERVAL_MS);

export function runMaintenanceAfterResponse(path: string): void {
  if (!config().serverless || EXCLUDED_PATHS.test(path) || !isDue()) return;
  after(() => outsideRequests(async () => (await import("./maintenance.ts")).tryMaintenance()));
}
