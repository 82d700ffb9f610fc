import { once } from "node:events";
import { chownSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Binaries } from "./binaries.ts";
import { EmbeddedPostgresError } from "./errors.ts";
import type { OperatingUser } from "./operating-user.ts";
import type { Secrets } from "./secrets.ts";

export type Cluster = Readonly<{
  directory: string;
  binaries: Binaries;
  user: OperatingUser;
  settings: Readonly<Record<string, string>>;
}>;

export const DATABASE = "gatehouse";
export const OWNER = "gatehouse_owner";
export const APP = "gatehouse";

/** `pg_hba.conf`: no other role has access, not even the superuser. */
const HOST_BASED_ACCESS = `host all ${OWNER} 127.0.0.1/32 scram-sha-256\nhost all ${APP} 127.0.0.1/32 scram-sha-256\n`;

export const isCluster = (directory: string) => existsSync(join(directory, "PG_VERSION"));

/** In a temporary directory, renamed when complete. @throws EmbeddedPostgresError with PostgreSQL's output */
export async function createCluster(cluster: Cluster, secrets: Secrets): Promise<void> {
  const draft = { ...cluster, directory: `${cluster.directory}.new` };
  await initialiseCluster(draft);
  writeFileSync(join(draft.directory, "pg_hba.conf"), HOST_BASED_ACCESS, { flush: true });
  await runSingleUser(draft, [
    `CREATE ROLE ${OWNER} LOGIN CREATEDB PASSWORD '${secrets.ownerPassword}';`,
    `CREATE ROLE ${APP} LOGIN PASSWORD '${secrets.appPassword}';`,
    `CREATE DATABASE ${DATABASE} OWNER ${OWNER};`,
    `REVOKE ALL ON DATABASE ${DATABASE} FROM PUBLIC;`,
    `GRANT CONNECT ON DATABASE ${DATABASE} TO ${APP};`,
  ]);
  renameSync(draft.directory, cluster.directory);
}

/** The server must be stopped. @throws EmbeddedPostgresError with PostgreSQL's output */
export async function changePasswords(cluster: Cluster, secrets: Secrets): Promise<void> {
  await runSingleUser(cluster, [
    `ALTER ROLE ${OWNER} PASSWORD '${secrets.ownerPassword}';`,
    `ALTER ROLE ${APP} PASSWORD '${secrets.appPassword}';`,
  ]);
}

/**
 * The collation is PostgreSQL's own, so that an upgrade of the operating system cannot corrupt an index. pg_trgm still
 * asks the C library which characters are letters, and the plain C locale knows only ASCII.
 */
async function initialiseCluster({ directory, binaries, user, settings }: Cluster): Promise<void> {
  const durability = settings.fsync === "off" ? ["--no-sync"] : [];
  let failure: string | undefined;
  for (const characterType of ["C.UTF-8", "en_US.UTF-8", "C"]) {
    rmSync(directory, { recursive: true, force: true, maxRetries: 10 });
    mkdirSync(directory, { mode: 0o700 });
    if (user.owner) chownSync(directory, user.owner.uid, user.owner.gid);
    const locale = [
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--locale=C",
      `--lc-ctype=${characterType}`,
    ];
    const options = ["--encoding=UTF8", "--username=postgres", "--auth=reject", "--no-instructions"];
    failure = await run(user, binaries.initdb, ["-D", directory, ...locale, ...options, ...durability]);
    if (failure === undefined) return;
  }
  throw new EmbeddedPostgresError(`The embedded PostgreSQL could not be set up in ${directory}:\n${failure}`);
}

/** Runs statements, one per line, in single-user mode: nobody can connect as the superuser. */
async function runSingleUser({ directory, binaries, user }: Cluster, statements: readonly string[]): Promise<void> {
  const quiet = ["-c", "log_min_messages=fatal", "-c", "log_min_error_statement=panic"];
  const args = ["--single", "-D", directory, "-c", "exit_on_error=on", ...quiet, "postgres"];
  const failure = await run(user, binaries.postgres, args, `${statements.join("\n")}\n`);
  if (failure === undefined) return;
  throw new EmbeddedPostgresError(`The embedded PostgreSQL in ${directory} could not be prepared:\n${failure}`);
}

/** @returns the program's output if it failed */
async function run(user: OperatingUser, program: string, args: readonly string[], input = "") {
  const child = user.spawn(program, args, { stdio: "pipe", signalAtExit: "SIGKILL" });
  let output = "";
  child.stdout?.on("data", (chunk) => (output += chunk));
  child.stderr?.on("data", (chunk) => (output += chunk));
  // A program that fails early closes its stdin.
  child.stdin?.on("error", () => {}).end(input);
  const [code] = await once(child, "close");
  return code === 0 ? undefined : output.trim();
}
