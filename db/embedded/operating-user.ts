import { type ChildProcess, execFileSync, type SpawnOptions, spawn, spawnSync } from "node:child_process";
import { chmodSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type { Binaries } from "./binaries.ts";
import { EmbeddedPostgresError } from "./errors.ts";

type Identity = Readonly<{ uid: number; gid: number }>;

type Options = Pick<SpawnOptions, "stdio" | "detached"> & Readonly<{ signalAtExit: NodeJS.Signals }>;

/** Whom PostgreSQL runs as, which is never root. */
export type OperatingUser = Readonly<{
  /** Who must own the data; `undefined` when that is simply who runs this process. */
  owner: Identity | undefined;
  /** Runs a program as this user; it gets a signal when this process ends first. */
  spawn(file: string, args: readonly string[], options: Options): ChildProcess;
}>;

const USER = "postgres";
const ENVIRONMENT = {
  cwd: "/",
  env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin" } as unknown as NodeJS.ProcessEnv,
};

/**
 * Decides whom PostgreSQL runs as: this process's user, or, because it refuses to run as root, the owner of the data
 * when there is some, else the user `postgres`, which is created when missing.
 * @param cluster the data directory of the cluster, which need not exist yet.
 * @param home a directory that the user must be able to reach.
 * @throws EmbeddedPostgresError when no such user can be had, or it cannot reach its programs or its data.
 */
export function operatingUser(binaries: Binaries, cluster: string, home: string): OperatingUser {
  if (process.getuid?.() !== 0) return runningAs(undefined);
  const owner = ownerOf(cluster) ?? lookUp() ?? create();
  makeExecutable([binaries.initdb, binaries.postgres]);
  if ([home, binaries.postgres].every(isOpenToAll)) return runningAs(owner);
  const options = searchingAs(owner);
  if (spawnSync("setpriv", [...options, "true"], ENVIRONMENT).status === 0) {
    return runningAs(owner, ["setpriv", ...options]);
  }
  throw new EmbeddedPostgresError(
    `PostgreSQL refuses to run as root, and the user it would run as cannot reach ${home}. Start Gatehouse as an ordinary user, or move it to a directory that everybody may enter.`,
  );
}

const runningAs = (owner: Identity | undefined, prefix: readonly string[] = []): OperatingUser => ({
  owner,
  spawn(file, args, { signalAtExit, ...options }) {
    const [first = file, ...rest] = [...prefix, file, ...args];
    const identity = prefix.length === 0 ? owner : undefined;
    const child = spawn(first, rest, { ...ENVIRONMENT, ...identity, ...options });
    const end = () => child.kill(signalAtExit);
    process.once("exit", end);
    child.once("exit", () => process.off("exit", end));
    return child;
  },
});

/**
 * Below a directory that only root may enter (/root, say) neither the programs nor the data can be reached. The one
 * capability granted here lets PostgreSQL pass through such directories. It would also let it read any file, which is
 * why nobody can sign in to it as its superuser. The secure bit is needed because PostgreSQL asks access(2), which
 * otherwise answers as if the capability weren't there.
 */
const searchingAs = ({ uid, gid }: Identity): readonly string[] => [
  `--reuid=${uid}`,
  `--regid=${gid}`,
  "--clear-groups",
  "--bounding-set=-all,+dac_read_search",
  "--inh-caps=-all,+dac_read_search",
  "--ambient-caps=+dac_read_search",
  "--securebits=+no_setuid_fixup",
  "--no-new-privs",
  "--",
];

/** Whether every user may enter a path and all directories above it: a strict umask closes those of the programs, too. */
const isOpenToAll = (path: string): boolean =>
  (statSync(path).mode & 0o001) !== 0 && (path === dirname(path) || isOpenToAll(dirname(path)));

function ownerOf(cluster: string): Identity | undefined {
  const stats = statSync(cluster, { throwIfNoEntry: false });
  return stats && stats.uid !== 0 ? { uid: stats.uid, gid: stats.gid } : undefined;
}

function lookUp(): Identity | undefined {
  const id = (flag: string) => Number(execFileSync("id", [flag, USER], { stdio: ["ignore", "pipe", "ignore"] }));
  try {
    return { uid: id("-u"), gid: id("-g") };
  } catch {
    return undefined;
  }
}

function create(): Identity {
  const options = ["--system", "--user-group", "--shell", "/usr/sbin/nologin"];
  const { status } = spawnSync("useradd", [...options, USER], ENVIRONMENT);
  const created = lookUp();
  if (created) return created;
  throw new EmbeddedPostgresError(
    `PostgreSQL refuses to run as root, and the user "${USER}" it would run as could not be created (useradd: ${status ?? "missing"}). Create that user, or start Gatehouse as an ordinary one.`,
  );
}

/** A strict umask at installation leaves the programs to root alone, and no capability lets others execute them. */
function makeExecutable(files: readonly string[]): void {
  for (const file of files) {
    const { mode } = statSync(file);
    if ((mode & 0o555) !== 0o555) chmodSync(file, mode | 0o555);
  }
}
