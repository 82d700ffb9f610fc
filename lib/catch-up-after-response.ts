import { after } from "next/server.js";
import { atMostEvery } from "./at-most-every.ts";
import { config } from "./config.ts";
import { outsideRequests } from "./http/request-context.ts";

const isDue = atMostEvery(30_000);

/** What watches the server must not keep its database awake, and a scheduler's call does by itself what is due. */
const CAUSES_NOTHING = /^\/api\/(health|cron)\//;

/**
 * Where no process stays alive, has one catch up once a response is out, at most twice a minute. To be called for every
 * request.
 */
export function catchUpAfterResponse(path: string): void {
  if (!config().serverless || CAUSES_NOTHING.test(path) || !isDue()) return;
  after(() => outsideRequests(async () => (await import("./catch-up.ts")).tryToCatchUp()));
}
