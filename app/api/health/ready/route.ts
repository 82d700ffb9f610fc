import { sql } from "drizzle-orm";
import { read } from "#db/client.ts";

/** The answer is there within a second, which any load balancer waits. */
const AT_MOST_MS = 900;

/** The process can do its work: the database answers it, and soon. */
export async function GET(): Promise<Response> {
  try {
    await read((db) => db.execute(sql`SELECT 1`), AT_MOST_MS);
    return Response.json({ status: "ready" });
  } catch {
    return Response.json({ status: "unavailable" }, { status: 503 });
  }
}

export const dynamic = "force-dynamic";
