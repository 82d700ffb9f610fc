import type { ContainerOptions, Image } from "#tests/image/containers.ts";
import { toolPath } from "#tests/programs/container-tools.ts";
import { findUser } from "./user.ts";

/** What Docker leaves to root in a container that drops no capability. */
const DEFAULT_CAPABILITIES =
  "CHOWN DAC_OVERRIDE FOWNER FSETID KILL SETGID SETUID SETPCAP NET_BIND_SERVICE NET_RAW SYS_CHROOT MKNOD AUDIT_WRITE SETFCAP";

type Binding = Readonly<{ source: string; target: string; readOnly: boolean }>;

/** The sandbox of a container, which every command in it runs in. */
export type Sandbox = Readonly<{
  /** Its root, with all mount points in it. */
  root: string;
  image: Image;
  options: ContainerOptions;
  bindings: readonly Binding[];
}>;

/**
 * The command line that runs a command in a sandbox.
 * @param how further options of bwrap
 */
export function inSandbox(
  { root, image, options, bindings }: Sandbox,
  command: readonly string[],
  how: readonly string[],
) {
  const { config } = image;
  const { uid, gid, home } = findUser(options.user ?? config.User ?? "", root);
  const environment = { HOME: home, ...Object.fromEntries((config.Env ?? []).map(assignment)), ...options.environment };
  const bwrap = [
    toolPath("bwrap"),
    "--die-with-parent",
    "--as-pid-1",
    ...["pid", "ipc", "uts", "cgroup-try"].map((namespace) => `--unshare-${namespace}`),
    ...how,
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

/** Really that user, and not root under another number, so that the modes of files mean what they say. */
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
