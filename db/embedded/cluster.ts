import { once } from "node:events";
import { chownSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Binaries } from "./binaries.ts";
import { EmbeddedPostgresError } from "./errors.ts";
import type { OperatingUser } from "./operating-user.ts";
import type { Secrets } from "./secrets.ts";

/** A place for a database cluster, with what it takes to run PostgreSQL on it. */
export type Cluster = Readonly<{
  directory: string;
  binaries: Binaries;
  user: OperatingUser;
  settings: Readonly<Record<string, string>>;
}>;

export const DATABASE = "gatehouse";
export const OWNER = "gatehouse_owner";
export const APP = "gatehouse";

/** Everybody else is refused, PostgreSQL's own superuser included. */
const ACCESS = `host all ${OWNER} 127.0.0.1/32 scram-sha-256\nhost all ${APP} 127.0.0.1/32 scram-sha-256\n`;

/** Whether there is a complete cluster at this place. */
export const isCluster = (directory: string) => existsSync(join(directory, "PG_VERSION"));

/**
 * Makes the cluster with its two roles and its database. It appears at its place when it is complete: an interrupted
 * attempt leaves nothing but a draft, which the next one replaces.
 * @throws EmbeddedPostgresError with what PostgreSQL printed when it fails.
 */
export async function createCluster(cluster: Cluster, secrets: Secrets): Promise<void> {
  const draft = { ...cluster, directory: `${cluster.directory}.new` };
  await initialise(draft);
  writeFileSync(join(draft.directory, "pg_hba.conf"), ACCESS, { flush: true });
  await runAlone(draft, [
    `CREATE ROLE ${OWNER} LOGIN CREATEDB PASSWORD '${secrets.ownerPassword}';`,
    `CREATE ROLE ${APP} LOGIN PASSWORD '${secrets.appPassword}';`,
    `CREATE DATABASE ${DATABASE} OWNER ${OWNER};`,
    `REVOKE ALL ON DATABASE ${DATABASE} FROM PUBLIC;`,
    `GRANT CONNECT ON DATABASE ${DATABASE} TO ${APP};`,
  ]);
  renameSync(draft.directory, cluster.directory);
}

/**
 * Gives the roles of an existing cluster new passwords. Nothing else may be running on it.
 * @throws EmbeddedPostgresError with what PostgreSQL printed when it fails.
 */
export async function changePasswords(cluster: Cluster, secrets: Secrets): Promise<void> {
  await runAlone(cluster, [
    `ALTER ROLE ${OWNER} PASSWORD '${secrets.ownerPassword}';`,
    `ALTER ROLE ${APP} PASSWORD '${secrets.appPassword}';`,
  ]);
}

/**
 * The collation is PostgreSQL's own, so that an upgrade of the operating system cannot reorder an index. The trigram
 * search still asks the C library what a letter is, and in its plain C locale only ASCII has letters.
 */
async function initialise({ directory, binaries, user, settings }: Cluster): Promise<void> {
  const durability = settings.fsync === "off" ? ["--no-sync"] : [];
  let failure: string | undefined;
  for (const letters of ["C.UTF-8", "en_US.UTF-8", "C"]) {
    rmSync(directory, { recursive: true, force: true, maxRetries: 10 });
    mkdirSync(directory, { mode: 0o700 });
    if (user.owner) chownSync(directory, user.owner.uid, user.owner.gid);
    const locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", `--lc-ctype=${letters}`];
    const options = ["--encoding=UTF8", "--username=postgres", "--auth=reject", "--no-instructions"];
    failure = await run(user, binaries.initdb, ["-D", directory, ...locale, ...options, ...durability]);
    if (failure === undefined) return;
  }
  throw new EmbeddedPostgresError(`The embedded PostgreSQL could not be set up in ${directory}:\n${failure}`);
}

/** Runs statements, one on a line, as the superuser that nobody can connect as: through the server's own stdin. */
async function runAlone({ directory, binaries, user }: Cluster, statements: readonly string[]): Promise<void> {
  const quiet = ["-c", "log_min_messages=fatal", "-c", "log_min_error_statement=panic"];
  const args = ["--single", "-D", directory, "-c", "exit_on_error=on", ...quiet, "postgres"];
  const failure = await run(user, binaries.postgres, args, `${statements.join("\n")}\n`);
  if (failure === undefined) return;
  throw new EmbeddedPostgresError(`The embedded PostgreSQL in ${directory} could not be prepared:\n${failure}`);
}

/** @returns what the program printed if it failed */
async function run(user: OperatingUser, program: string, args: readonly string[], input = "") {
  const child = user.spawn(program, args, { stdio: "pipe", signalAtExit: "SIGKILL" });
  let output = "";
  child.stdout?.on("data", (chunk) => (output += chunk));
  child.stderr?.on("data", (chunk) => (output += chunk));
  // A program that fails early reads nothing.
  child.stdin?.on("error", () => {}).end(input);
  const [code] = await once(child, "close");
  return code === 0 ? undefined : output.trim();
}
