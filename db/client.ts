import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { config } from "#lib/config.ts";
import { answerWith } from "#lib/http/request-context.ts";
import { DatabaseUnavailable, presentable } from "./failures.ts";

const POOL_SIZE = 10;
const CONNECT_TIMEOUT_SECONDS = 3;
const RECONNECT_AFTER_SECONDS = 0.2;
const IDLE_TIMEOUT_SECONDS = 60;
const RETRY_AFTER_SECONDS = 5;

const open = (url: string) => {
  const connections = postgres(url, {
    max: POOL_SIZE,
    connect_timeout: CONNECT_TIMEOUT_SECONDS,
    backoff: () => RECONNECT_AFTER_SECONDS,
    idle_timeout: IDLE_TIMEOUT_SECONDS,
    connection: { application_name: "gatehouse" },
    onnotice: () => {},
  });
  return { connections, drizzle: drizzle(connections) };
};

export type Database = ReturnType<typeof open>["drizzle"];
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];

let client: ReturnType<typeof open> | undefined;

function currentClient(): NonNullable<typeof client> {
  const { databaseUrl } = config();
  if (!databaseUrl) throw new Error("The database has not been started yet.");
  client ??= open(databaseUrl);
  return client;
}

async function guarded<T>(work: (db: Database) => Promise<T>): Promise<T> {
  const used = currentClient();
  try {
    return await work(used.drizzle);
  } catch (error) {
    const failure = presentable(error);
    if (failure instanceof DatabaseUnavailable) {
      // The driver's connections do not recover from being cut off in a transaction, and fail whoever is given them next
      // (porsager/postgres#1215, #1223). What the pool has begun it finishes, and then its connections close as idle.
      if (failure.lostConnection && client === used) client = undefined;
      answerWith({ status: 503, retryAfterSeconds: RETRY_AFTER_SECONDS, hasPage: false });
    }
    throw failure;
  }
}

/**
 * Reads outside a transaction.
 * @throws DatabaseUnavailable when the database cannot be reached.
 */
export const read = <T>(work: (db: Database) => Promise<T>): Promise<T> => guarded(work);

/**
 * Runs `work` in one transaction: all of it happens, or none.
 * @throws DatabaseUnavailable when the database cannot be reached.
 */
export const transaction = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
  guarded((db) => db.transaction(work));

/** Ends the pool; the next use opens a new one. */
export async function closeDatabase(): Promise<void> {
  const closing = client;
  client = undefined;
  await closing?.connections.end({ timeout: 5 });
}
