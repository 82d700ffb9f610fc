import { spawn } from "node:child_process";
import { chownSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Binaries } from "./binaries.ts";
import { EmbeddedPostgresError } from "./errors.ts";
import type { OperatingUser } from "./operating-user.ts";
import type { Secrets } from "./secrets.ts";

export const DATABASE = "gatehouse";
export const OWNER = "gatehouse_owner";
export const APP = "gatehouse";

/** Everybody else is refused, PostgreSQL's own superuser included. */
const ACCESS = `host all ${OWNER} 127.0.0.1/32 scram-sha-256\nhost all ${APP} 127.0.0.1/32 scram-sha-256\n`;

/**
 * Makes the cluster with its two roles and its database. It appears at its place when it is complete: an interrupted
 * attempt leaves nothing but a draft, which the next one replaces.
 */
export async function createCluster(
  cluster: string,
  binaries: Binaries,
  user: OperatingUser,
  secrets: Secrets,
): Promise<void> {
  const draft = `${cluster}.new`;
  await initialise(draft, binaries, user);
  writeFileSync(join(draft, "pg_hba.conf"), ACCESS, { flush: true });
  await runAlone(draft, binaries, user, [
    `CREATE ROLE ${OWNER} LOGIN CREATEDB PASSWORD '${secrets.ownerPassword}';`,
    `CREATE ROLE ${APP} LOGIN PASSWORD '${secrets.appPassword}';`,
    `CREATE DATABASE ${DATABASE} OWNER ${OWNER};`,
    `REVOKE ALL ON DATABASE ${DATABASE} FROM PUBLIC;`,
    `GRANT CONNECT ON DATABASE ${DATABASE} TO ${APP};`,
  ]);
  renameSync(draft, cluster);
}

/** Gives the roles of an existing cluster new passwords. Nothing else may be running on it. */
export async function changePasswords(
  cluster: string,
  binaries: Binaries,
  user: OperatingUser,
  secrets: Secrets,
): Promise<void> {
  await runAlone(cluster, binaries, user, [
    `ALTER ROLE ${OWNER} PASSWORD '${secrets.ownerPassword}';`,
    `ALTER ROLE ${APP} PASSWORD '${secrets.appPassword}';`,
  ]);
}

/**
 * The collation is PostgreSQL's own, so that an upgrade of the operating system cannot reorder an index. The trigram
 * search still asks the C library what a letter is, and in its plain C locale only ASCII has letters.
 */
async function initialise(cluster: string, binaries: Binaries, user: OperatingUser): Promise<void> {
  let output = "";
  for (const letters of ["C.UTF-8", "en_US.UTF-8", "C"]) {
    rmSync(cluster, { recursive: true, force: true, maxRetries: 10 });
    mkdirSync(cluster, { mode: 0o700 });
    if (user.owner) chownSync(cluster, user.owner.uid, user.owner.gid);
    const locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", `--lc-ctype=${letters}`];
    const options = ["--encoding=UTF8", "--username=postgres", "--auth=reject", "--no-instructions"];
    const result = await run(user, binaries.initdb, ["-D", cluster, ...locale, ...options], "");
    if (result.code === 0) return;
    output = result.output;
  }
  throw new EmbeddedPostgresError(`The embedded PostgreSQL could not be set up in ${cluster}:\n${output.trim()}`);
}

/** Runs statements, one on a line, as the superuser that nobody can connect as: through the server's own stdin. */
async function runAlone(cluster: string, binaries: Binaries, user: OperatingUser, statements: readonly string[]) {
  const quiet = ["-c", "log_min_messages=fatal", "-c", "log_min_error_statement=panic"];
  const args = ["--single", "-D", cluster, "-c", "exit_on_error=on", ...quiet, "postgres"];
  const result = await run(user, binaries.postgres, args, `${statements.join("\n")}\n`);
  if (result.code !== 0) {
    throw new EmbeddedPostgresError(`The embedded PostgreSQL in ${cluster} could not be prepared:\n${result.output}`);
  }
}

async function run(user: OperatingUser, program: string, programArgs: readonly string[], input: string) {
  const { file, args, options } = user.command(program, programArgs);
  const child = spawn(file, args, { ...options, stdio: ["pipe", "pipe", "pipe"] });
  const endWithMe = () => child.kill("SIGKILL");
  process.once("exit", endWithMe);
  let output = "";
  child.stdout?.on("data", (chunk) => (output += chunk));
  child.stderr?.on("data", (chunk) => (output += chunk));
  child.stdin?.on("error", () => {});
  child.stdin?.end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  process.off("exit", endWithMe);
  return { code, output };
}

/** Whether there is a complete cluster at this place. */
export const isCluster = (cluster: string) => existsSync(join(cluster, "PG_VERSION"));
