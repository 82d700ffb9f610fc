import postgres from "postgres";
import { afterAll } from "vitest";
import { config } from "#lib/config.ts";

/** The role that owns the tables, for what the product itself has no right to do. */
export const asOwner = postgres(String(config().migrationDatabaseUrl), { max: 2, onnotice: () => {} });

/** A connection of the product's role beside the product's own, to hold locks and to look on. */
export const onTheSide = postgres(String(config().databaseUrl), { max: 2, onnotice: () => {} });

afterAll(async () => {
  await asOwner.end();
  await onTheSide.end();
});

/** Makes every statement of a kind fail while `work` runs, such as "DELETE ON sessions". */
export async function whileFailing(statement: string, work: () => Promise<void>): Promise<void> {
  await asOwner.unsafe(`
    CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'made to fail'; END $$;
    CREATE TRIGGER made_to_fail BEFORE ${statement} FOR EACH ROW EXECUTE FUNCTION fail()`);
  try {
    await work();
  } finally {
    await asOwner.unsafe("DROP FUNCTION fail() CASCADE");
  }
}
