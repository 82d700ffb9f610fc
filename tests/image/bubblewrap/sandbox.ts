import type { ContainerOptions, Image } from "#tests/image/containers.ts";
import { toolPath } from "#tests/programs/container-tools.ts";
import { findUser } from "./user.ts";

/** Docker's default capabilities of root. */
const DEFAULT_CAPABILITIES =
  "CHOWN DAC_OVERRIDE FOWNER FSETID KILL SETGID SETUID SETPCAP NET_BIND_SERVICE NET_RAW SYS_CHROOT MKNOD AUDIT_WRITE SETFCAP";

type Binding = Readonly<{ source: string; target: string; readOnly: boolean }>;

export type Sandbox = Readonly<{
  /** Includes all mount points. */
  root: string;
  image: Image;
  options: ContainerOptions;
  bindings: readonly Binding[];
}>;

/** The command line for a command in a sandbox. */
export function inSandbox(
  { root, image, options, bindings }: Sandbox,
  command: readonly string[],
  bwrapOptions: readonly string[],
) {
  const { config } = image;
  const { uid, gid, home } = findUser(options.user ?? config.User ?? "", root);
  const environment = { HOME: home, ...Object.fromEntries((config.Env ?? []).map(assignment)), ...options.environment };
  const bwrap = [
    toolPath("bwrap"),
    "--die-with-parent",
    "--as-pid-1",
    ...["pid", "ipc", "uts", "cgroup-try"].map((namespace) => `--unshare-${namespace}`),
    ...bwrapOptions,
    ...["--cap-drop", "ALL"],
    ...(uid === 0 && !options.dropsCapabilities ? DEFAULT_CAPABILITIES.split(" ") : []).flatMap((name) => [
      "--cap-add",
      `CAP_${name}`,
    ]),
    ...[options.readOnly ? "--ro-bind" : "--bind", root, "/"],
    ...["--proc", "/proc", "--dev", "/dev", "--perms", "1777", "--tmpfs", "/dev/shm"],
    ...(options.tmpfs ?? []).flatMap((target) => ["--perms", "1777", "--tmpfs", target]),
    ...bindings.flatMap(({ source, target, readOnly }) => [readOnly ? "--ro-bind" : "--bind", source, target]),
    "--clearenv",
    ...Object.entries(environment).flatMap(([name, value]) => ["--setenv", name, value]),
    ...["--chdir", config.WorkingDir || "/", "--"],
  ];
  return [...(uid === 0 ? [] : runningAs(uid, gid)), ...bwrap, ...command];
}

/** The real user, not root under another id, so that file modes apply. */
const runningAs = (uid: number, gid: number) => [
  "setpriv",
  `--reuid=${uid}`,
  `--regid=${gid}`,
  "--clear-groups",
  "--bounding-set=-all",
  "--inh-caps=-all",
  "--no-new-privs",
];

function assignment(line: string): [name: string, value: string] {
  const at = line.indexOf("=");
  return [line.slice(0, at), line.slice(at + 1)];
}
