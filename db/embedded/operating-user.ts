import { type ChildProcess, execFileSync, type SpawnOptions, spawn, spawnSync } from "node:child_process";
import { chmodSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type { Binaries } from "./binaries.ts";
import { EmbeddedPostgresError } from "./errors.ts";

type Identity = Readonly<{ uid: number; gid: number }>;

type Options = Pick<SpawnOptions, "stdio" | "detached"> & Readonly<{ signalAtExit: NodeJS.Signals }>;

/** Never root. */
export type OperatingUser = Readonly<{
  /** `undefined` when it is the user of this process. */
  owner: Identity | undefined;
  /** Signals the program when this process exits. */
  spawn(file: string, args: readonly string[], options: Options): ChildProcess;
}>;

const USER = "postgres";
const ENVIRONMENT = {
  cwd: "/",
  env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin" } as unknown as NodeJS.ProcessEnv,
};

/** PostgreSQL refuses root: then the cluster's owner, or else the user `postgres`. @throws EmbeddedPostgresError */
export function operatingUser(binaries: Binaries, cluster: string, dataDir: string): OperatingUser {
  if (process.getuid?.() !== 0) return runningAs(undefined);
  const owner = ownerOf(cluster) ?? findUser() ?? createUser();
  makeExecutable([binaries.initdb, binaries.postgres]);
  if ([dataDir, binaries.postgres].every(isReachableByAll)) return runningAs(owner);
  const options = withSearchCapability(owner);
  if (spawnSync("setpriv", [...options, "true"], ENVIRONMENT).status === 0) {
    return runningAs(owner, ["setpriv", ...options]);
  }
  throw new EmbeddedPostgresError(
    `PostgreSQL does not run as root, and the user it would run as cannot access ${dataDir}. Start Gatehouse as a user other than root, or move it to a directory that all users can access.`,
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
 * Below a directory that only root can search, such as /root, PostgreSQL can reach neither its programs nor its data. The
 * capability lets it pass through such directories. It would also let it read any file, which is one reason why nobody
 * can connect as its superuser. Without the secure bit, access(2), which PostgreSQL calls, ignores the capability.
 */
const withSearchCapability = ({ uid, gid }: Identity): readonly string[] => [
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

const isReachableByAll = (path: string): boolean =>
  (statSync(path).mode & 0o001) !== 0 && (path === dirname(path) || isReachableByAll(dirname(path)));

function ownerOf(cluster: string): Identity | undefined {
  const stats = statSync(cluster, { throwIfNoEntry: false });
  return stats && stats.uid !== 0 ? { uid: stats.uid, gid: stats.gid } : undefined;
}

function findUser(): Identity | undefined {
  const id = (flag: string) => Number(execFileSync("id", [flag, USER], { stdio: ["ignore", "pipe", "ignore"] }));
  try {
    return { uid: id("-u"), gid: id("-g") };
  } catch {
    return undefined;
  }
}

function createUser(): Identity {
  const options = ["--system", "--user-group", "--shell", "/usr/sbin/nologin"];
  const { status } = spawnSync("useradd", [...options, USER], ENVIRONMENT);
  const created = findUser();
  if (created) return created;
  throw new EmbeddedPostgresError(
    `PostgreSQL does not run as root, and the user "${USER}" could not be created for it (useradd: ${status ?? "missing"}). Create that user, or start Gatehouse as a user other than root.`,
  );
}

/** After an installation with a strict umask only root may execute the programs, and no capability changes that. */
function makeExecutable(files: readonly string[]): void {
  for (const file of files) {
    const { mode } = statSync(file);
    if ((mode & 0o555) !== 0o555) chmodSync(file, mode | 0o555);
  }
}
