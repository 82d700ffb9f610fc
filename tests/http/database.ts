import { sql } from "drizzle-orm";
import { read } from "#db/client.ts";

type Rows = readonly string[];

/** Has no personal data; the server deletes its rows. */
const TRANSIENT = "anonymous_event_counts";

/** All rows of all tables, as text. The email queue has its own schema. */
export async function dump(schema: "public" | "graphile_worker" = "public"): Promise<Readonly<Record<string, Rows>>> {
  const tables = await read((db) =>
    db.execute<{ name: string }>(
      sql`SELECT table_name AS name FROM information_schema.tables
        WHERE table_schema = ${schema} AND table_name <> ${TRANSIENT} ORDER BY 1`,
    ),
  );
  return rowsOf(
    schema,
    tables.map(({ name }) => name),
  );
}

async function rowsOf(schema: string, tables: readonly string[]): Promise<Readonly<Record<string, Rows>>> {
  const rows = tables.map(async (name) => {
    const table = sql`${sql.identifier(schema)}.${sql.identifier(name)}`;
    const found = await read((db) =>
      db.execute<{ row: string }>(sql`SELECT to_jsonb(t)::text AS row FROM ${table} t ORDER BY 1`),
    );
    return [name, found.map(({ row }) => row)] as const;
  });
  return Object.fromEntries(await Promise.all(rows));
}

/** All rows of all tables, without the last activity of sessions. */
export async function dumpWithoutLastUse(): Promise<Readonly<Record<string, Rows>>> {
  const { sessions = [], ...more } = await dump();
  return { ...more, sessions: sessions.map((row) => row.replace(/"last_seen_at": "[^"]*"/, "")) };
}

export const accountsAndCredentials = () =>
  rowsOf("public", ["accounts", "credentials", "account_domains", "domain_groups", "domains", "settings"]);

type Credentials = Readonly<{
  failed_attempts: number;
  locked_at: Date | null;
  password_hash: string;
  credential_version: number;
}>;

export async function credentialsOf(accountId: string): Promise<Credentials> {
  const [row] = await read((db) =>
    db.execute<Credentials>(sql`SELECT * FROM credentials WHERE account_id = ${accountId}`),
  );
  if (!row) throw new Error("There are no credentials of this account.");
  return row;
}

export async function countEvents(event: string, targetId: string): Promise<number> {
  const [row] = await read((db) =>
    db.execute<{ count: string }>(
      sql`SELECT count(*) FROM audit_events WHERE event = ${event} AND target_id = ${targetId}`,
    ),
  );
  return Number(row?.count);
}

/** Runs a statement on the server's database, with the product's role. */
export const run = (statement: ReturnType<typeof sql>) => read((db) => db.execute(statement));
