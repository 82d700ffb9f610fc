import { appendFileSync, chownSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Container, ContainerOptions, Mount, Network } from "#tests/image/containers.ts";
import { execute } from "#tests/image/execute.ts";
import { workspace } from "#tests/image/workspace.ts";
import { toolPath } from "#tests/programs/container-tools.ts";
import { startContainer } from "./container.ts";
import { findImage } from "./images.ts";

/** Per test process. */
const MAX_NETWORKS = 16;
let count = 0;

const ip = (...args: readonly string[]) => execute(toolPath("ip"), args);

/** Constant per address, because neighbours cache it. */
function hardwareAddress(address: string): string {
  const [, ...parts] = address.split(".").map((part) => Number(part).toString(16).padStart(2, "0"));
  return ["02", "42", "0a", ...parts].join(":");
}

/** Creates a bridge in the network namespace of the tests. Each container has its own namespace and joins the bridge. */
export async function createNetwork(): Promise<Network> {
  const number = MAX_NETWORKS * Number(process.env.VITEST_POOL_ID ?? 0) + count++;
  const bridge = `net${number}`;
  const directory = workspace(bridge);
  const hosts = join(directory, "hosts");
  const addresses = new Map<string, string>();
  const containers: Awaited<ReturnType<typeof startContainer>>[] = [];
  const roots: string[] = [];
  let devices = 0;
  const addressOf = (host: number) => `10.89.${number}.${host}`;

  mkdirSync(directory);
  writeFileSync(hosts, "127.0.0.1 localhost\n");
  await ip("link", "set", "lo", "up");
  // By default a bridge changes its address with its members.
  await ip("link", "add", bridge, "address", hardwareAddress(addressOf(1)), "type", "bridge");
  await ip("address", "add", `${addressOf(1)}/24`, "dev", bridge);
  await ip("link", "set", bridge, "up");

  async function connect(pid: number, address: string): Promise<void> {
    const device = `net${number}-${devices++}`;
    const peer = ["peer", "name", "eth0", "address", hardwareAddress(address), "netns", String(pid)];
    await ip("link", "add", device, "master", bridge, "type", "veth", ...peer);
    await ip("link", "set", device, "up");
    for (const args of [`address add ${address}/24 dev eth0`, "link set eth0 up"])
      await execute("nsenter", [`--net=/proc/${pid}/ns/net`, toolPath("ip"), ...args.split(" ")]);
  }

  /** A name keeps its address. */
  function addressFor(name: string): string {
    const known = addresses.get(name) ?? addressOf(addresses.size + 2);
    if (!addresses.has(name)) appendFileSync(hosts, `${known} ${name}\n`);
    addresses.set(name, known);
    return known;
  }

  /** A writable layer on top of the image. */
  async function makeRoot(imageRoot: string): Promise<string> {
    const path = join(directory, `root${roots.length}`);
    const [root, upper, work] = ["root", "upper", "work"].map((name) => join(path, name)) as [string, string, string];
    roots.push(root);
    for (const part of [root, upper, work]) mkdirSync(part, { recursive: true });
    await execute("mount", [
      "-t",
      "overlay",
      "overlay",
      `-olowerdir=${imageRoot},upperdir=${upper},workdir=${work}`,
      root,
    ]);
    return root;
  }

  /** A new volume has the owner of its mount point in the image. */
  function sourceOf({ source, target }: Mount, root: string): string {
    if (source.startsWith("/")) return source;
    const volume = join(directory, "volumes", source);
    if (existsSync(volume)) return volume;
    mkdirSync(volume, { recursive: true });
    const { uid, gid } = statSync(join(root, target));
    chownSync(volume, uid, gid);
    return volume;
  }

  async function start(options: ContainerOptions): Promise<Container> {
    const image = findImage(options.image);
    const root = await makeRoot(image.root);
    const mounts = [{ source: hosts, target: "/etc/hosts", readOnly: true }, ...(options.mounts ?? [])];
    const bindings = mounts.map((mount) => {
      const point = join(root, mount.target);
      const isFile = mount.source.startsWith("/") && statSync(mount.source).isFile();
      mkdirSync(isFile ? dirname(point) : point, { recursive: true });
      if (isFile && !existsSync(point)) writeFileSync(point, "");
      return { ...mount, source: sourceOf(mount, root) };
    });
    const address = addressFor(options.name);
    const sandbox = { root, image, options, bindings };
    const container = await startContainer(sandbox, `${root}.log`, address, async (pid) => {
      if (!options.isolated) await connect(pid, address);
    });
    containers.push(container);
    return container;
  }

  return {
    gateway: addressOf(1),
    start,
    async remove() {
      await Promise.all(containers.map(({ kill }) => kill()));
      if (roots.length > 0) await execute("umount", roots);
      rmSync(directory, { recursive: true });
      await ip("link", "delete", bridge);
    },
  };
}
