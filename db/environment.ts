/** What a connection from the pool belongs to: its client until it disconnects, or one transaction. */
export type PoolMode = "session" | "transaction";

export type DatabaseSettings = Readonly<{
  /** Undefined until the embedded server has started. */
  databaseUrl: string | undefined;
  migrationDatabaseUrl: string | undefined;
  poolMode: PoolMode;
  serverless: boolean;
}>;

/** Time that the current request may still wait for the database; not set before its first query. */
export type RequestBudget = { databaseMsLeft?: number | undefined };

type Log = (fields: Readonly<Record<string, unknown>>, message: string) => void;

export type DatabaseEnvironment = Readonly<{
  /** Called for every query, because the addresses change while the process starts. */
  settings(): DatabaseSettings;
  requestBudget(): RequestBudget | undefined;
  onUnavailable(): void;
  keepAwake(ms: number): void;
  log: Readonly<{ warn: Log; error: Log }>;
}>;

type Shared = typeof globalThis & { [key: symbol]: DatabaseEnvironment | undefined };

/** On `globalThis`, because the server and each compiled page load their own copy of this file. */
const KEY = Symbol.for("gatehouse.database-environment");
const shared = globalThis as Shared;

export function setDatabaseEnvironment(environment: DatabaseEnvironment): void {
  shared[KEY] = environment;
}

/** @throws Error before `setDatabaseEnvironment` was called in this process */
export function databaseEnvironment(): DatabaseEnvironment {
  const environment = shared[KEY];
  if (!environment) throw new Error("The database environment has not been provided.");
  return environment;
}
