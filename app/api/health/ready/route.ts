import { sql } from "drizzle-orm";
import { read } from "#db/client.ts";

/** The process can do its work: the database answers it. */
export async function GET(): Promise<Response> {
  try {
    await read((db) => db.execute(sql`SELECT 1`));
    return Response.json({ status: "ready" });
  } catch {
    return Response.json({ status: "unavailable" }, { status: 503 });
  }
}

export const dynamic = "force-dynamic";
