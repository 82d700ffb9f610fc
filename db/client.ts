import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { databaseEnvironment } from "./environment.ts";
import { DatabaseUnavailable, withoutValues } from "./errors.ts";
import { withTimeLimit } from "./time-limit.ts";

const POOL_SIZE = 10;
/** Where there may be many processes, or where others share the connections of a pooler. */
const SMALL_POOL_SIZE = 5;
const CONNECT_TIMEOUT_SECONDS = 3;
const RECONNECT_AFTER_SECONDS = 0.2;
const IDLE_TIMEOUT_SECONDS = 60;
const SHORT_IDLE_TIMEOUT_SECONDS = 4;
const CLOSE_SECONDS = 0.5;
/** A response that takes longer may never come, for example because the host is gone. */
const STUCK_AFTER_MS = 4_500;
const STUCK_POOL_GRACE_SECONDS = 20;

function connect(url: string) {
  const { poolMode, serverless } = databaseEnvironment().settings();
  const isSmall = serverless || poolMode === "transaction";
  return postgres(url, {
    max: isSmall ? SMALL_POOL_SIZE : POOL_SIZE,
    connect_timeout: CONNECT_TIMEOUT_SECONDS,
    backoff: () => RECONNECT_AFTER_SECONDS,
    idle_timeout: isSmall ? SHORT_IDLE_TIMEOUT_SECONDS : IDLE_TIMEOUT_SECONDS,
    // A transaction pooler may run the next statement on another connection, which has not prepared it.
    prepare: poolMode === "session",
    connection: { application_name: "gatehouse" },
    onnotice: () => {},
  });
}

type Connections = ReturnType<typeof connect>;

const withDrizzle = (connections: Connections) => ({ connections, drizzle: drizzle(connections) });

type Pool = ReturnType<typeof withDrizzle>;

export type Database = Pool["drizzle"];
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];

type Shared = typeof globalThis & { [key: symbol]: Connections | undefined };

/** On `globalThis`, because the server and the compiled pages each load their own copies of this file and of Drizzle. */
const KEY = Symbol.for("gatehouse.database-connections");
const shared = globalThis as Shared;

let current: Pool | undefined;

function currentPool(): Pool {
  const { databaseUrl } = databaseEnvironment().settings();
  if (!databaseUrl) throw new Error("The database has not been started yet.");
  shared[KEY] ??= connect(databaseUrl);
  if (current?.connections !== shared[KEY]) current = withDrizzle(shared[KEY]);
  return current;
}

/** Its running queries finish, then its connections close as idle. The next query opens a new pool. */
function retire({ connections }: Pool): void {
  if (shared[KEY] === connections) shared[KEY] = undefined;
}

function retireIfStuck(pool: Pool, running: Promise<unknown>): void {
  const timer = setTimeout(() => {
    retire(pool);
    void pool.connections.end({ timeout: STUCK_POOL_GRACE_SECONDS });
  }, STUCK_AFTER_MS);
  const settled = () => clearTimeout(timer);
  running.then(settled, settled);
}

async function withPool<T>(work: (db: Database, signal: AbortSignal) => Promise<T>, limitMs?: number): Promise<T> {
  const pool = currentPool();
  try {
    return await withTimeLimit((signal) => {
      // Drizzle sends a statement on every `then`. A real promise sends it once.
      const running = Promise.resolve(work(pool.drizzle, signal));
      retireIfStuck(pool, running);
      return running;
    }, limitMs);
  } catch (error) {
    const failure = withoutValues(error);
    if (failure instanceof DatabaseUnavailable) {
      // The driver does not recover a connection that broke in a transaction, and hands it to the next caller
      // (porsager/postgres#1215, #1223).
      if (failure.lostConnection) retire(pool);
      databaseEnvironment().onUnavailable();
    }
    throw failure;
  } finally {
    // A frozen process would not close its idle connections.
    databaseEnvironment().keepAwake((SHORT_IDLE_TIMEOUT_SECONDS + CLOSE_SECONDS) * 1000);
  }
}

/** Without a transaction. @throws DatabaseUnavailable when the database cannot be reached or is too slow */
export const read = <T>(work: (db: Database) => Promise<T>, limitMs?: number): Promise<T> => withPool(work, limitMs);

/** Rolled back at the time limit, unless it is already committing. @throws DatabaseUnavailable as `read` does */
export const transaction = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
  withPool((db, signal) =>
    db.transaction(async (tx) => {
      signal.throwIfAborted();
      const result = await work(tx);
      signal.throwIfAborted();
      return result;
    }),
  );

export async function closeDatabase(): Promise<void> {
  const closing = shared[KEY];
  shared[KEY] = undefined;
  await closing?.end({ timeout: 5 });
}
