import postgres from "postgres";
import { config } from "#lib/config/index.ts";

const connections = new Map<string, postgres.Sql>();

function connectionTo(url: string): postgres.Sql {
  const connection = connections.get(url) ?? postgres(url, { max: 2, onnotice: () => {} });
  connections.set(url, connection);
  return connection;
}

/** Connects at the first statement, because each test file configures its own database. */
const onDemand = (url: () => string | undefined): postgres.Sql =>
  new Proxy((() => {}) as unknown as postgres.Sql, {
    apply: (_target, _this, statement) => Reflect.apply(connectionTo(String(url())), undefined, statement),
    get: (_target, name) => Reflect.get(connectionTo(String(url())), name),
  });

/** The role that owns the tables, for statements that the product has no right to. */
export const asOwner = onDemand(() => config().migrationDatabaseUrl);

/** A second connection with the product's role, for holding locks and observing. */
export const onTheSide = onDemand(() => config().databaseUrl);

/** The next statement connects again. */
export async function closeSideConnections(): Promise<void> {
  const closing = [...connections.values()];
  connections.clear();
  await Promise.all(closing.map((connection) => connection.end()));
}

/** Makes every statement of a kind, such as "DELETE ON sessions", fail while `work` runs. */
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
