import { sql } from "drizzle-orm";
import { read } from "#db/client.ts";

/** Load balancers commonly wait a second. */
const AT_MOST_MS = 900;

/** Whether the database answers. */
export async function GET(): Promise<Response> {
  try {
    await read((db) => db.execute(sql`SELECT 1`), AT_MOST_MS);
    return Response.json({ status: "ready" });
  } catch {
    return Response.json({ status: "unavailable" }, { status: 503 });
  }
}

export const dynamic = "force-dynamic";
