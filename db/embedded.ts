import { chmodSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { findBinaries } from "./embedded/binaries.ts";
import { APP, type Cluster, changePasswords, createCluster, DATABASE, isCluster, OWNER } from "./embedded/cluster.ts";
import { DataInUseError, EmbeddedPostgresError } from "./embedded/errors.ts";
import { freePort } from "./embedded/free-port.ts";
import { operatingUser } from "./embedded/operating-user.ts";
import { runPostmaster, stopOrphan } from "./embedded/postmaster.ts";
import { completeSecrets, readSecrets, type Secrets, writeSecrets } from "./embedded/secrets.ts";
import { lockFile } from "./file-lock.ts";

export { DataInUseError, EmbeddedPostgresError } from "./embedded/errors.ts";

export type EmbeddedPostgres = Readonly<{
  /** For the running product: data, but no schema changes. */
  databaseUrl: string;
  /** For migrations: the owner of the database. */
  migrationDatabaseUrl: string;
  /** A secret that was generated beside the data, fit to sign cookies with. */
  authSecret: string;
  /** Ends it and lets go of the data; more than once is as good as once. */
  stop(): Promise<void>;
}>;

type Options = Readonly<{
  /** Everything is kept in here; it is created when missing. */
  dataDir: string;
  /** How a second start, which is refused, calls the first one: an address, or a command. */
  holder?: string;
  /** PostgreSQL settings on top of the usual ones. */
  settings?: Readonly<Record<string, string>>;
}>;

/** Says who uses the data, and which port to come back to. */
type Note = Readonly<{ pid: number; holder: string; port: number | undefined; ready: boolean }>;

const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  timezone: "UTC",
  log_timezone: "UTC",
  log_checkpoints: "off",
  // The longer messages repeat the values of a row.
  log_error_verbosity: "terse",
  shared_buffers: "128MB",
  max_wal_size: "512MB",
  random_page_cost: "1.1",
  jit: "off",
};

const READY_WITHIN_MS = 60_000;
const POLL_MS = 100;

const pathsIn = (home: string) => ({
  cluster: join(home, "postgres"),
  lock: join(home, "lock"),
  log: join(home, "postgres.log"),
  note: join(home, "running.json"),
  secrets: join(home, "secrets.json"),
});

/**
 * Starts the PostgreSQL that comes with the dependencies on `dataDir`, setting it up first when there is nothing yet.
 * It listens on the loopback address alone, and goes on (restarted when it dies) until `stop`.
 * @throws DataInUseError while another process uses the same data.
 * @throws EmbeddedPostgresError with a sentence for the operator when it cannot be used.
 */
export async function startEmbeddedPostgres(options: Options): Promise<EmbeddedPostgres> {
  const { dataDir, holder = `process ${process.pid}`, settings } = options;
  const home = prepareHome(dataDir);
  const paths = pathsIn(home);
  const lock = lockFile(paths.lock);
  if (!lock) throw inUse(home);
  try {
    const earlier = readNote(home)?.port;
    const note = (port: number | undefined, ready: boolean) =>
      writeNote(home, { pid: process.pid, holder, port, ready });
    note(earlier, false);

    const binaries = await findBinaries();
    const user = operatingUser(binaries, paths.cluster, home);
    const cluster = { directory: paths.cluster, binaries, user, settings: { ...SETTINGS, ...settings } };
    const secrets = await prepareCluster(cluster, paths.secrets);
    const port = await freePort(earlier);
    const postmaster = await runPostmaster(cluster, { port, log: paths.log });
    note(port, true);

    const stop = async () => {
      await postmaster.stop();
      note(port, false);
      lock.release();
    };
    let stopped: Promise<void> | undefined;
    return { ...addresses(port, secrets), stop: () => (stopped ??= stop()) };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/**
 * The embedded PostgreSQL for the time of a command: the running one when there is one, else one of its own, which
 * `stop` ends.
 * @throws EmbeddedPostgresError with a sentence for the operator when neither can be had.
 */
export async function reachEmbeddedPostgres(options: Options): Promise<EmbeddedPostgres> {
  const deadline = Date.now() + READY_WITHIN_MS;
  for (;;) {
    try {
      return await startEmbeddedPostgres(options);
    } catch (error) {
      if (!(error instanceof DataInUseError)) throw error;
      const running = connect(options.dataDir);
      if (running) return running;
      if (Date.now() > deadline) throw error;
      await delay(POLL_MS);
    }
  }
}

/**
 * Removes the data and stops what a killed process left running on it; does nothing while somebody uses it.
 */
export async function discardEmbeddedPostgres(dataDir: string): Promise<void> {
  const home = realpathSync(dataDir);
  const lock = lockFile(pathsIn(home).lock);
  if (!lock) return;
  await stopOrphan(pathsIn(home).cluster);
  rmSync(home, { recursive: true });
  lock.release();
}

function connect(dataDir: string): EmbeddedPostgres | undefined {
  const home = realpathSync(dataDir);
  const note = readNote(home);
  if (!note?.ready || !note.port) return undefined;
  const secrets = completeSecrets(readSecrets(pathsIn(home).secrets) ?? {});
  return { ...addresses(note.port, secrets), async stop() {} };
}

const addresses = (port: number, secrets: Secrets) => ({
  databaseUrl: `postgres://${APP}:${secrets.appPassword}@127.0.0.1:${port}/${DATABASE}`,
  migrationDatabaseUrl: `postgres://${OWNER}:${secrets.ownerPassword}@127.0.0.1:${port}/${DATABASE}`,
  authSecret: secrets.authSecret,
});

/** Others may pass through, because PostgreSQL may have to run as somebody else; they can list and read nothing. */
function prepareHome(dataDir: string): string {
  try {
    if (mkdirSync(dataDir, { recursive: true })) chmodSync(dataDir, 0o711);
    const home = realpathSync(dataDir);
    const mine = process.getuid?.() ?? 0;
    const owner = statSync(pathsIn(home).cluster, { throwIfNoEntry: false })?.uid ?? mine;
    if (mine === 0 || mine === owner) return home;
    throw new EmbeddedPostgresError(
      `The data in ${dataDir} belongs to another user (uid ${owner}). Start Gatehouse as that user or as root, or set DATA_DIR to another directory.`,
    );
  } catch (error) {
    if (error instanceof EmbeddedPostgresError) throw error;
    throw new EmbeddedPostgresError(`DATA_DIR cannot be used: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * Sees to it that there is a cluster on which nothing runs, and whose roles have the passwords that are returned.
 * Without its secrets the passwords in the database cannot be checked: that is for the operator to decide.
 */
async function prepareCluster(cluster: Cluster, path: string): Promise<Secrets> {
  const known = readSecrets(path);
  const secrets = completeSecrets(known ?? {});
  if (!isCluster(cluster.directory)) {
    writeSecrets(path, secrets);
    await createCluster(cluster, secrets);
    return secrets;
  }
  if (!known) {
    throw new EmbeddedPostgresError(
      `${path} is missing, and without it the passwords in the database cannot be checked. Put it back from your backup. If it is lost, write {} into it: Gatehouse then goes on with new secrets, and everybody needs a new password.`,
    );
  }
  await stopOrphan(cluster.directory);
  if (!isDeepStrictEqual(known, secrets)) {
    await changePasswords(cluster, secrets);
    writeSecrets(path, secrets);
  }
  return secrets;
}

function inUse(home: string): DataInUseError {
  const note = readNote(home);
  const who = note ? `${note.holder}, process ${note.pid}` : "another process";
  return new DataInUseError(`Gatehouse is already running on the data in ${home} (${who}).`);
}

function readNote(home: string): Note | undefined {
  try {
    return JSON.parse(readFileSync(pathsIn(home).note, "utf8"));
  } catch {
    return undefined;
  }
}

function writeNote(home: string, note: Note): void {
  const { note: path } = pathsIn(home);
  writeFileSync(`${path}.new`, JSON.stringify(note));
  renameSync(`${path}.new`, path);
}
