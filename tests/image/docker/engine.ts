import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Container, ContainerOptions, Engine, Image, Network } from "#tests/image/containers.ts";
import { execute, exitCode, finish } from "#tests/image/execute.ts";
import { workspace } from "#tests/image/workspace.ts";

/** A container that is killed after this time has a different exit code. */
const STOP_SECONDS = 60;

const docker = (...args: readonly string[]) => execute("docker", args);

/** Containers are reached at their addresses, which works on Linux. */
export const dockerEngine: Engine = { image: findImage, createNetwork };

/** Only Gatehouse's image is unpacked in the workspace. */
async function findImage(name: string): Promise<Image> {
  if (name === "gatehouse") return JSON.parse(readFileSync(workspace("image.json"), "utf8"));
  const [{ Config: config }] = JSON.parse(await docker("image", "inspect", name));
  return { config, root: "", compressedBytes: 0 };
}

async function createNetwork(): Promise<Network> {
  const network = `gatehouse-test-${randomBytes(4).toString("hex")}`;
  await docker("network", "create", network);
  const [{ IPAM }] = JSON.parse(await docker("network", "inspect", network));
  const names: string[] = [];
  const volumes = new Set<string>();

  async function start(options: ContainerOptions): Promise<Container> {
    const name = `${network}-${names.length}`;
    names.push(name);
    for (const { source } of options.mounts ?? []) if (!source.startsWith("/")) volumes.add(`${network}-${source}`);
    await docker("create", "--interactive", "--name", name, ...createOptions(options, network));
    const child = spawn("docker", ["start", "--attach", "--interactive", name]);
    child.stdin.on("error", () => {}).end(options.input);
    let logs = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (logs += chunk));
    const ended = exitCode(child);
    return {
      ended,
      address: await addressOf(name),
      logs: () => logs,
      async stop() {
        await docker("stop", `--time=${STOP_SECONDS}`, name);
        return ended;
      },
      execute: (command, input) => finish(spawn("docker", ["exec", "--interactive", name, ...command]), input),
    };
  }

  return {
    gateway: IPAM.Config[0].Gateway,
    start,
    async remove() {
      if (names.length > 0) await docker("rm", "--force", ...names);
      if (volumes.size > 0) await docker("volume", "rm", ...volumes);
      await docker("network", "rm", network);
    },
  };
}

function createOptions(options: ContainerOptions, network: string): readonly string[] {
  const [executable, ...rest] = options.entrypoint ?? [];
  const volume = (source: string) => (source.startsWith("/") ? source : `${network}-${source}`);
  const mounts = (options.mounts ?? []).map(
    ({ source, target, readOnly }) => `--volume=${volume(source)}:${target}${readOnly ? ":ro" : ""}`,
  );
  return [
    ...(options.isolated ? ["--network=none"] : [`--network=${network}`, `--network-alias=${options.name}`]),
    ...(executable ? [`--entrypoint=${executable}`] : []),
    ...(options.user ? [`--user=${options.user}`] : []),
    ...(options.readOnly ? ["--read-only"] : []),
    ...(options.dropsCapabilities ? ["--cap-drop=ALL"] : []),
    "--security-opt=no-new-privileges",
    ...(options.tmpfs ?? []).map((target) => `--tmpfs=${target}`),
    ...Object.entries(options.environment ?? {}).map(([name, value]) => `--env=${name}=${value}`),
    ...mounts,
    options.image,
    ...rest,
    ...(options.command ?? []),
  ];
}

/** Waits until the container is started. */
async function addressOf(name: string): Promise<string> {
  for (;;) {
    const [{ State, NetworkSettings }] = JSON.parse(await docker("inspect", name));
    const [network] = Object.values(NetworkSettings.Networks) as { IPAddress: string }[];
    if (State.Status !== "created") return network?.IPAddress ?? "";
  }
}
