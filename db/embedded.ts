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
  /** As the application's role, which cannot change the schema. */
  databaseUrl: string;
  /** As the owner of the database. */
  migrationDatabaseUrl: string;
  /** For AUTH_SECRET. */
  authSecret: string;
  /** Can be called more than once. */
  stop(): Promise<void>;
}>;

type Options = Readonly<{
  dataDir: string;
  /** Names this process in the error that a second start gets: a URL or a command. */
  label?: string;
  settings?: Readonly<Record<string, string>>;
}>;

/** Which process uses the data, and the port to use again at the next start. */
type RunState = Readonly<{ pid: number; label: string; port: number | undefined; ready: boolean }>;

const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  timezone: "UTC",
  log_timezone: "UTC",
  log_checkpoints: "off",
  // More verbose messages contain the values of rows.
  log_error_verbosity: "terse",
  shared_buffers: "128MB",
  max_wal_size: "512MB",
  random_page_cost: "1.1",
  jit: "off",
};

const READY_TIMEOUT_MS = 60_000;
const POLL_MS = 100;

const pathsIn = (dataDir: string) => ({
  cluster: join(dataDir, "postgres"),
  lock: join(dataDir, "lock"),
  log: join(dataDir, "postgres.log"),
  runState: join(dataDir, "running.json"),
  secrets: join(dataDir, "secrets.json"),
});

/**
 * Listens on the loopback interface only. Restarts PostgreSQL if it crashes, until `stop`.
 * @throws DataInUseError while another process uses the data
 * @throws EmbeddedPostgresError when it cannot be started
 */
export async function startEmbeddedPostgres(options: Options): Promise<EmbeddedPostgres> {
  const { label = `process ${process.pid}`, settings } = options;
  const dataDir = prepareDataDir(options.dataDir);
  const paths = pathsIn(dataDir);
  const lock = lockFile(paths.lock);
  if (!lock) throw dataInUse(dataDir);
  try {
    const lastPort = readRunState(dataDir)?.port;
    const saveState = (port: number | undefined, ready: boolean) =>
      writeRunState(dataDir, { pid: process.pid, label, port, ready });
    saveState(lastPort, false);

    const binaries = await findBinaries();
    const user = operatingUser(binaries, paths.cluster, dataDir);
    const cluster = { directory: paths.cluster, binaries, user, settings: { ...SETTINGS, ...settings } };
    const secrets = await prepareCluster(cluster, paths.secrets);
    const port = await freePort(lastPort);
    const postmaster = await runPostmaster(cluster, { port, log: paths.log });
    saveState(port, true);

    const stop = async () => {
      await postmaster.stop();
      saveState(port, false);
      lock.release();
    };
    let stopped: Promise<void> | undefined;
    return { ...addresses(port, secrets), stop: () => (stopped ??= stop()) };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** `stop` leaves a server alone that was running before. @throws EmbeddedPostgresError if none can be started */
export async function findOrStartEmbeddedPostgres(options: Options): Promise<EmbeddedPostgres> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  for (;;) {
    try {
      return await startEmbeddedPostgres(options);
    } catch (error) {
      if (!(error instanceof DataInUseError)) throw error;
      const running = findRunning(options.dataDir);
      if (running) return running;
      if (Date.now() > deadline) throw error;
      await delay(POLL_MS);
    }
  }
}

/** Also stops the server that a killed process may have left behind. Does nothing while the data is in use. */
export async function deleteEmbeddedPostgres(dataDir: string): Promise<void> {
  const path = realpathSync(dataDir);
  const lock = lockFile(pathsIn(path).lock);
  if (!lock) return;
  await stopOrphan(pathsIn(path).cluster);
  rmSync(path, { recursive: true });
  lock.release();
}

function findRunning(dataDir: string): EmbeddedPostgres | undefined {
  const path = realpathSync(dataDir);
  const state = readRunState(path);
  if (!state?.ready || !state.port) return undefined;
  const secrets = completeSecrets(readSecrets(pathsIn(path).secrets) ?? {});
  return { ...addresses(state.port, secrets), async stop() {} };
}

const addresses = (port: number, secrets: Secrets) => ({
  databaseUrl: `postgres://${APP}:${secrets.appPassword}@127.0.0.1:${port}/${DATABASE}`,
  migrationDatabaseUrl: `postgres://${OWNER}:${secrets.ownerPassword}@127.0.0.1:${port}/${DATABASE}`,
  authSecret: secrets.authSecret,
});

/** Other users may pass through but not list it, because PostgreSQL may have to run as another user. */
function prepareDataDir(dataDir: string): string {
  try {
    if (mkdirSync(dataDir, { recursive: true })) chmodSync(dataDir, 0o711);
    const path = realpathSync(dataDir);
    const uid = process.getuid?.() ?? 0;
    const owner = statSync(pathsIn(path).cluster, { throwIfNoEntry: false })?.uid ?? uid;
    if (uid === 0 || uid === owner) return path;
    throw new EmbeddedPostgresError(
      `The data in ${dataDir} belongs to another user (uid ${owner}). Start Gatehouse as that user or as root, or set DATA_DIR to another directory.`,
    );
  } catch (error) {
    if (error instanceof EmbeddedPostgresError) throw error;
    throw new EmbeddedPostgresError(`DATA_DIR cannot be used: ${(error as Error).message}`, { cause: error });
  }
}

/** Afterwards the cluster exists, no server runs on it, and its roles have the returned passwords. */
async function prepareCluster(cluster: Cluster, path: string): Promise<Secrets> {
  const stored = readSecrets(path);
  const secrets = completeSecrets(stored ?? {});
  if (!isCluster(cluster.directory)) {
    writeSecrets(path, secrets);
    await createCluster(cluster, secrets);
    return secrets;
  }
  if (!stored) {
    throw new EmbeddedPostgresError(
      `${path} is missing. Without it, the passwords in the database cannot be verified. Restore it from your backup. If it is lost, create it with the content {}: Gatehouse then generates new secrets, and every user needs a new password.`,
    );
  }
  await stopOrphan(cluster.directory);
  if (!isDeepStrictEqual(stored, secrets)) {
    await changePasswords(cluster, secrets);
    writeSecrets(path, secrets);
  }
  return secrets;
}

function dataInUse(dataDir: string): DataInUseError {
  const state = readRunState(dataDir);
  const user = state ? `${state.label}, process ${state.pid}` : "another process";
  return new DataInUseError(`Gatehouse is already running on the data in ${dataDir} (${user}).`);
}

function readRunState(dataDir: string): RunState | undefined {
  try {
    return JSON.parse(readFileSync(pathsIn(dataDir).runState, "utf8"));
  } catch {
    return undefined;
  }
}

function writeRunState(dataDir: string, state: RunState): void {
  const { runState: path } = pathsIn(dataDir);
  writeFileSync(`${path}.new`, JSON.stringify(state));
  renameSync(`${path}.new`, path);
}
