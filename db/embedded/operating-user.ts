import { execFileSync, type SpawnOptions, spawnSync } from "node:child_process";
import { chmodSync, statSync } from "node:fs";
import type { Binaries } from "./binaries.ts";
import { EmbeddedPostgresError } from "./errors.ts";

type Identity = Readonly<{ uid: number; gid: number }>;

/** A program with its arguments, and how to spawn it. */
export type Command = Readonly<{ file: string; args: readonly string[]; options: SpawnOptions }>;

/** Whom PostgreSQL runs as, which is never root. */
export type OperatingUser = Readonly<{
  /** Who must own the data; `undefined` when that is simply who runs this process. */
  owner: Identity | undefined;
  command(file: string, args: readonly string[]): Command;
}>;

const USER = "postgres";
const SETPRIV = "/usr/bin/setpriv";
const OPTIONS: SpawnOptions = {
  cwd: "/",
  env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin" } as unknown as NodeJS.ProcessEnv,
};

/**
 * Decides whom PostgreSQL runs as: this process's user, or, because it refuses to run as root, root's stand-in:
 * the owner of the data when there is some, else the user `postgres`, which is created when missing.
 * @param cluster the data directory of the cluster, which need not exist yet.
 * @param home a directory that the stand-in must be able to reach.
 * @throws EmbeddedPostgresError when no such user can be had, or it cannot reach its programs or its data.
 */
export function operatingUser(binaries: Binaries, cluster: string, home: string): OperatingUser {
  if (process.getuid?.() !== 0) return asMyself;

  const owner = ownerOf(cluster) ?? lookUp() ?? create();
  makeExecutable([binaries.initdb, binaries.postgres]);
  for (const user of [switched(owner), switchedAndSearching(owner)]) {
    if (reaches(user, binaries, home)) return user;
  }
  throw new EmbeddedPostgresError(
    `PostgreSQL refuses to run as root, and the user it would run as cannot reach ${home}. Start Gatehouse as an ordinary user, or move it to a directory that everybody may enter.`,
  );
}

const asMyself: OperatingUser = {
  owner: undefined,
  command: (file, args) => ({ file, args, options: OPTIONS }),
};

const switched = (owner: Identity): OperatingUser => ({
  owner,
  command: (file, args) => ({ file, args, options: { ...OPTIONS, ...owner } }),
});

/**
 * Below a directory that only root may enter (/root, say) neither the programs nor the data can be reached. The one
 * capability granted here lets PostgreSQL pass through such directories. It would also let it read any file, which is
 * why nobody can sign in to it as its superuser. The secure bit is needed because PostgreSQL asks access(2), which
 * otherwise answers as if the capability weren't there.
 */
const switchedAndSearching = (owner: Identity): OperatingUser => ({
  owner,
  command: (file, args) => ({
    file: SETPRIV,
    args: [
      `--reuid=${owner.uid}`,
      `--regid=${owner.gid}`,
      "--clear-groups",
      "--bounding-set=-all,+dac_read_search",
      "--inh-caps=-all,+dac_read_search",
      "--ambient-caps=+dac_read_search",
      "--securebits=+no_setuid_fixup",
      "--no-new-privs",
      "--",
      file,
      ...args,
    ],
    options: OPTIONS,
  }),
});

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
  const { status } = spawnSync("useradd", ["--system", "--user-group", "--shell", "/usr/sbin/nologin", USER], OPTIONS);
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

function reaches(user: OperatingUser, binaries: Binaries, home: string): boolean {
  const script = '"$1" --version && cd "$2" && : < "$3"';
  const { file, args, options } = user.command("/bin/sh", [
    "-c",
    script,
    "sh",
    binaries.postgres,
    home,
    binaries.catalogue,
  ]);
  return spawnSync(file, args, { ...options, stdio: "ignore" }).status === 0;
}
