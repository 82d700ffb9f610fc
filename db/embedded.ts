import { chmodSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { findBinaries } from "./embedded/binaries.ts";
import { APP, changePasswords, createCluster, DATABASE, isCluster, OWNER } from "./embedded/cluster.ts";
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

/**
 * Starts the PostgreSQL that comes with the dependencies on `dataDir`, setting it up first when there is nothing yet.
 * It listens on the loopback address alone, and goes on (restarted when it dies) until `stop`.
 * @throws DataInUseError while another process uses the same data.
 * @throws EmbeddedPostgresError with a sentence for the operator when it cannot be used.
 */
export async function startEmbeddedPostgres({
  dataDir,
  holder = `process ${process.pid}`,
  settings,
}: Options): Promise<EmbeddedPostgres> {
  const home = prepareHome(dataDir);
  const lock = lockFile(lockOf(home));
  if (!lock) throw inUse(home);
  try {
    const earlier = readNote(home)?.port;
    writeNote(home, { pid: process.pid, holder, port: earlier, ready: false });

    const cluster = clusterOf(home);
    const binaries = await findBinaries();
    const user = operatingUser(binaries, cluster, home);
    const known = knownSecrets(home, cluster);
    const secrets = completeSecrets(known);
    if (!isCluster(cluster)) {
      writeSecrets(secretsOf(home), secrets);
      await createCluster(cluster, binaries, user, secrets);
    } else {
      await stopOrphan(cluster);
      if (!isComplete(known, secrets)) {
        await changePasswords(cluster, binaries, user, secrets);
        writeSecrets(secretsOf(home), secrets);
      }
    }

    const port = await freePort(earlier);
    const log = join(home, "postgres.log");
    const postmaster = await runPostmaster({
      cluster,
      port,
      log,
      binaries,
      user,
      settings: { ...SETTINGS, ...settings },
    });
    const note = { pid: process.pid, holder, port };
    writeNote(home, { ...note, ready: true });
    const stop = async () => {
      await postmaster.stop();
      writeNote(home, { ...note, ready: false });
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
  const lock = lockFile(lockOf(dataDir));
  if (!lock) return;
  await stopOrphan(clusterOf(realpathSync(dataDir)));
  rmSync(dataDir, { recursive: true });
  lock.release();
}

function connect(dataDir: string): EmbeddedPostgres | undefined {
  const home = realpathSync(dataDir);
  const note = readNote(home);
  if (!note?.ready || !note.port) return undefined;
  const secrets = completeSecrets(readSecrets(secretsOf(home)) ?? {});
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
    const owner = statSync(clusterOf(home), { throwIfNoEntry: false })?.uid ?? mine;
    if (mine !== 0 && mine !== owner) {
      throw new EmbeddedPostgresError(
        `The data in ${dataDir} belongs to another user (uid ${owner}). Start Gatehouse as that user or as root, or set DATA_DIR to another directory.`,
      );
    }
    return home;
  } catch (error) {
    if (error instanceof EmbeddedPostgresError) throw error;
    throw new EmbeddedPostgresError(`DATA_DIR cannot be used: ${(error as Error).message}`, { cause: error });
  }
}

const lockOf = (home: string) => join(home, "lock");

const clusterOf = (home: string) => join(home, "postgres");

const secretsOf = (home: string) => join(home, "secrets.json");

/**
 * Without its secrets the passwords in the database cannot be checked: that is for the operator to decide.
 */
function knownSecrets(home: string, cluster: string): Partial<Secrets> {
  const path = secretsOf(home);
  const known = readSecrets(path);
  if (known || !isCluster(cluster)) return known ?? {};
  throw new EmbeddedPostgresError(
    `${path} is missing, and without it the passwords in the database cannot be checked. Put it back from your backup. If it is lost, write {} into it: Gatehouse then goes on with new secrets, and everybody needs a new password.`,
  );
}

const isComplete = (known: Partial<Secrets>, all: Secrets) =>
  Object.entries(all).every(([name, value]) => known[name as keyof Secrets] === value);

function inUse(home: string): DataInUseError {
  const note = readNote(home);
  const who = note ? `${note.holder}, process ${note.pid}` : "another process";
  return new DataInUseError(`Gatehouse is already running on the data in ${home} (${who}).`);
}

const noteOf = (home: string) => join(home, "running.json");

function readNote(home: string): Note | undefined {
  try {
    return JSON.parse(readFileSync(noteOf(home), "utf8"));
  } catch {
    return undefined;
  }
}

function writeNote(home: string, note: Note): void {
  const draft = `${noteOf(home)}.new`;
  writeFileSync(draft, JSON.stringify(note));
  renameSync(draft, noteOf(home));
}
