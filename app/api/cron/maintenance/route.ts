import { createHash, timingSafeEqual } from "node:crypto";
import { DatabaseUnavailable } from "#db/errors.ts";
import { runMaintenance } from "#lib/background/maintenance.ts";
import { purgeOldData } from "#lib/background/purge-old-data.ts";
import { config } from "#lib/config/index.ts";
import { outsideRequests } from "#lib/http/request-context.ts";

const digest = (text: string) => createHash("sha256").update(text).digest();

/** In constant time. */
const isSame = (given: string, secret: string) => timingSafeEqual(digest(given), digest(secret));

/**
 * Maintenance for deployments without a permanent process. Authenticated as Vercel Cron does: a GET with CRON_SECRET as
 * bearer token.
 */
export async function GET(request: Request): Promise<Response> {
  const { cronSecret } = config();
  if (!cronSecret) return new Response(null, { status: 404 });
  const given = request.headers.get("authorization") ?? "";
  if (!isSame(given, `Bearer ${cronSecret}`)) return new Response(null, { status: 401 });
  try {
    // Not bound by the deadline of a request.
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
