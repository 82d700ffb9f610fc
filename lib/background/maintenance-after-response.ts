import { after } from "next/server.js";
import { config } from "#lib/config/index.ts";
import { outsideRequests } from "#lib/http/request-context.ts";
import { atMostEvery } from "./at-most-every.ts";

const isDue = atMostEvery(30_000);

/** What watches the server must not keep its database awake, and a scheduler's call does by itself what is due. */
const CAUSES_NOTHING = /^\/api\/(health|cron)\//;

/**
 * Where no process stays alive, has one catch up once a response is out, at most twice a minute. To be called for every
 * request.
 */
export function runMaintenanceAfterResponse(path: string): void {
  if (!config().serverless || CAUSES_NOTHING.test(path) || !isDue()) return;
  after(() => outsideRequests(async () => (await import("./maintenance.ts")).tryMaintenance()));
}
