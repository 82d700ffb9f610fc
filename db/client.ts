import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { config } from "#lib/config/index.ts";
import { keepAwake } from "#lib/http/keep-awake.ts";
import { setResponseStatus } from "#lib/http/request-context.ts";
import { DatabaseUnavailable, presentable } from "./failures.ts";
import { withTimeLimit } from "./time-limit.ts";

const POOL_SIZE = 10;
/** Where there may be many processes, or connections are a pooler's, which has others waiting for them. */
const SMALL_POOL_SIZE = 5;
const CONNECT_TIMEOUT_SECONDS = 3;
const RECONNECT_AFTER_SECONDS = 0.2;
const IDLE_TIMEOUT_SECONDS = 60;
const SHORT_IDLE_TIMEOUT_SECONDS = 4;
const CLOSING_SECONDS = 0.5;
const RETRY_AFTER_SECONDS = 5;
/** After which an answer that has not come may never come, as from a host that is gone. */
const STUCK_AFTER_MS = 4_500;
/** For what a stuck pool has begun; then its connections are cut off. */
const FINISH_WITHIN_SECONDS = 20;

const open = (url: string) => {
  const { poolMode, serverless } = config();
  const isShared = serverless || poolMode === "transaction";
  const connections = postgres(url, {
    max: isShared ? SMALL_POOL_SIZE : POOL_SIZE,
    connect_timeout: CONNECT_TIMEOUT_SECONDS,
    backoff: () => RECONNECT_AFTER_SECONDS,
    idle_timeout: isShared ? SHORT_IDLE_TIMEOUT_SECONDS : IDLE_TIMEOUT_SECONDS,
    // A prepared statement would be looked for on whatever connection the pooler lends next.
    prepare: poolMode === "session",
    connection: { application_name: "gatehouse" },
    onnotice: () => {},
  });
  return { connections, drizzle: drizzle(connections) };
};

export type Database = ReturnType<typeof open>["drizzle"];
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];

type Pool = ReturnType<typeof open>;

let client: Pool | undefined;

function currentClient(): Pool {
  const { databaseUrl } = config();
  if (!databaseUrl) throw new Error("The database has not been started yet.");
  client ??= open(databaseUrl);
  return client;
}

/** Lets the next use open a new pool. What this one has begun it finishes, and then its connections close as idle. */
function leave(pool: Pool): void {
  if (client === pool) client = undefined;
}

function leaveIfStuck(pool: Pool, running: Promise<unknown>): void {
  const timer = setTimeout(() => {
    leave(pool);
    void pool.connections.end({ timeout: FINISH_WITHIN_SECONDS });
  }, STUCK_AFTER_MS);
  const settled = () => clearTimeout(timer);
  running.then(settled, settled);
}

async function guarded<T>(work: (db: Database, isAwaited: () => boolean) => Promise<T>, atMostMs?: number): Promise<T> {
  const used = currentClient();
  try {
    return await withTimeLimit((isAwaited) => {
      // A statement of Drizzle's is sent whenever somebody looks at its outcome.
      const running = Promise.resolve(work(used.drizzle, isAwaited));
      leaveIfStuck(used, running);
      return running;
    }, atMostMs);
  } catch (error) {
    const failure = presentable(error);
    if (failure instanceof DatabaseUnavailable) {
      // The driver's connections do not recover from being cut off in a transaction, and fail whoever is given them next
      // (porsager/postgres#1215, #1223).
      if (failure.lostConnection) leave(used);
      setResponseStatus({ status: 503, retryAfterSeconds: RETRY_AFTER_SECONDS, hasPage: false });
    }
    throw failure;
  } finally {
    // Frozen, a process would keep its connections.
    keepAwake((SHORT_IDLE_TIMEOUT_SECONDS + CLOSING_SECONDS) * 1000);
  }
}

/**
 * Reads outside a transaction.
 * @param atMostMs where the time that a request has for the database is too long
 * @throws DatabaseUnavailable when the database cannot be reached, or does not answer in time.
 */
export const read = <T>(work: (db: Database) => Promise<T>, atMostMs?: number): Promise<T> => guarded(work, atMostMs);

/**
 * Runs `work` in one transaction: all of it happens, or none. Nothing does once nobody waits for it any more, unless it
 * was being committed by then.
 * @throws DatabaseUnavailable when the database cannot be reached, or does not answer in time.
 */
export const transaction = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
  guarded((db, isAwaited) => {
    const requireWaiting = () => {
      if (!isAwaited()) throw new DatabaseUnavailable("WAITED_TOO_LONG");
    };
    return db.transaction(async (tx) => {
      requireWaiting();
      const outcome = await work(tx);
      requireWaiting();
      return outcome;
    });
  });

/** Ends the pool; the next use opens a new one. */
export async function closeDatabase(): Promise<void> {
  const closing = client;
  client = undefined;
  await closing?.connections.end({ timeout: 5 });
}
