import postgres from "postgres";
import { closeDatabase, transaction } from "#db/client.ts";
import { completeEnvironment } from "#lib/config/index.ts";
import { createSession } from "#lib/sessions/create-session.ts";
import { encodeSessionToken, sessionCookieName } from "#lib/sessions/session-jwt.ts";
import { adminAccount, anonymousSource } from "#tests/db/people.ts";
import type { Settings } from "#tests/servers/server.ts";
import type { Options } from "./arguments.ts";
import { moveToAllCores, moveToOtherCores } from "./cores.ts";
import { type Databases, switchDatabase } from "./database.ts";
import { type Disturbance, type Interleaving, interleave, type Tasks } from "./interleave.ts";
import { type Load, LoadGenerators, type LoadOptions } from "./load.ts";
import type { Part } from "./part.ts";
import { type Progress, progressOf } from "./progress.ts";
import { type Running, startBareApplication, startGatehouse } from "./servers.ts";

/** What a part measures with. All that it starts is stopped after it. */
export type Context = Readonly<{
  options: Options;
  progress: Progress;
  /** Of the part's own database, which this process uses too: `transaction`, `activeAccount()` and the like. */
  settings: Settings;
  /** The owner of the part's database. */
  sql: postgres.Sql;
  /** A production server on the part's database, unless `settings` have another. */
  startServer(settings?: Settings): Promise<Running>;
  /** The bare application: `/` with a heading, `/table` with 50 rows, `/empty` that responds with 204. */
  startBare(): Promise<Running>;
  createDatabase(kind: Part["database"]): Promise<Settings>;
  /** The value of a `cookie` header for a new session. */
  sessionCookie(accountId: string): Promise<string>;
  /** The same for a new administrator. */
  administratorCookie(): Promise<string>;
  /** Requests from a process of their own: for three seconds over eight connections, unless `options` say otherwise. */
  load(server: Running, options: LoadOptions): Promise<Load>;
  /** The tasks in turn, again and again. @returns the results of each undisturbed round */
  interleave<All extends Readonly<Record<string, unknown>>>(tasks: Tasks<All>, options?: Interleaving): Promise<All[]>;
}>;

/** Runs `measure` with the context of a part, and stops what it started. */
export async function withContext<T>(
  { title, database, isOnOneCore = false }: Part,
  { options, databases, disturbance }: Readonly<{ options: Options; databases: Databases; disturbance: Disturbance }>,
  onStart: (stop: () => Promise<void>) => void,
  measure: (context: Context) => Promise<T>,
): Promise<T> {
  await using steps = new AsyncDisposableStack();
  onStart(() => steps.disposeAsync());
  const environment = { ...process.env };
  steps.defer(() => {
    for (const name of Object.keys(process.env)) delete process.env[name];
    completeEnvironment(environment as Record<string, string>);
  });
  if (isOnOneCore) {
    moveToOtherCores();
    steps.defer(moveToAllCores);
  }
  const createDatabase = async (kind: Part["database"]) => {
    const settings = await databases.create(kind);
    steps.defer(() => databases.drop(settings));
    return settings;
  };
  const started = (server: Running): Running => {
    steps.defer(server.stop);
    return server;
  };

  const progress = progressOf(title);
  const settings = await createDatabase(database);
  await switchDatabase(settings);
  steps.defer(closeDatabase);
  const sql = postgres(String(settings.MIGRATION_DATABASE_URL), { max: 1, onnotice: () => {} });
  steps.defer(() => sql.end());
  const generators = new LoadGenerators();
  steps.defer(() => generators.close());
  const sessionCookie = async (accountId: string) => {
    const sessionToken = await transaction((tx) => createSession(tx, accountId, anonymousSource()));
    return `${sessionCookieName()}=${encodeSessionToken(sessionToken)}`;
  };

  return await measure({
    options,
    progress,
    settings,
    sql,
    createDatabase,
    startServer: async (own = {}) => started(await startGatehouse({ ...settings, ...own }, isOnOneCore)),
    startBare: async () => started(await startBareApplication(isOnOneCore)),
    sessionCookie,
    administratorCookie: async () => sessionCookie((await adminAccount()).id),
    load: (server, load) => generators.load(server, load),
    interleave: (tasks, interleaving = {}) => interleave(tasks, interleaving, { disturbance, progress }),
  });
}
