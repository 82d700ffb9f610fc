import { createHash, timingSafeEqual } from "node:crypto";
import { DatabaseUnavailable } from "#db/errors.ts";
import { runMaintenance } from "#lib/background/maintenance.ts";
import { purgeOldData } from "#lib/background/purge-old-data.ts";
import { config } from "#lib/config/index.ts";
import { outsideRequests } from "#lib/http/request-context.ts";

const digest = (text: string) => createHash("sha256").update(text).digest();

/** In the same time, however much of it is right. */
const isSame = (given: string, secret: string) => timingSafeEqual(digest(given), digest(secret));

/**
 * Does what is due, and what a process that stays alive does every night. For a scheduler that holds CRON_SECRET, which
 * comes as Vercel's does: by GET, with a bearer token.
 */
export async function GET(request: Request): Promise<Response> {
  const { cronSecret } = config();
  if (!cronSecret) return new Response(null, { status: 404 });
  const given = request.headers.get("authorization") ?? "";
  if (!isSame(given, `Bearer ${cronSecret}`)) return new Response(null, { status: 401 });
  try {
    // It may take longer than anybody waits for a page.
    await outsideRequests(async () => {
      await runMaintenance();
      await purgeOldData();
    });
    return new Response(null, { status: 204 });
  } catch (error) {
    if (error instanceof DatabaseUnavailable) return new Response(null, { status: 503 });
    throw error;
  }
}
