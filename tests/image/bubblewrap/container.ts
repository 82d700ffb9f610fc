import { spawn } from "node:child_process";
import { closeSync, fchmodSync, openSync, readFileSync } from "node:fs";
import type { Readable, Writable } from "node:stream";
import type { Container } from "#tests/image/containers.ts";
import { execute, exitCode, finish } from "#tests/image/execute.ts";
import { inSandbox, type Sandbox } from "./sandbox.ts";

/** A container may reopen its output as any user, as nginx does. */
const WRITABLE_BY_ALL = 0o666;

/**
 * Starts a container in a new network namespace.
 * @param connect called with the id of the first process, before it runs
 */
export async function startContainer(
  sandbox: Sandbox,
  logFile: string,
  address: string,
  connect: (pid: number) => Promise<void>,
): Promise<Container & Readonly<{ kill(): Promise<number> }>> {
  const { image, options } = sandbox;
  const entrypoint = options.entrypoint ?? image.config.Entrypoint ?? [];
  const command = options.command ?? (options.entrypoint ? [] : (image.config.Cmd ?? []));
  const bwrapOptions = ["--unshare-net", "--info-fd", "3", "--block-fd", "4"];
  const [file = "", ...args] = inSandbox(sandbox, [...entrypoint, ...command], bwrapOptions);
  const log = openSync(logFile, "a");
  fchmodSync(log, WRITABLE_BY_ALL);
  const child = spawn(file, args, { stdio: ["pipe", log, log, "pipe", "pipe"] });
  closeSync(log);
  child.stdin?.on("error", () => {}).end(options.input);
  const logs = () => readFileSync(logFile, "utf8");
  const ended = exitCode(child);
  let pid = 0;
  try {
    pid = await firstProcess(child.stdio[3] as Readable);
    await connect(pid);
    (child.stdio[4] as Writable).end("\n");
  } catch (error) {
    if (pid > 0) process.kill(pid, "SIGKILL");
    throw new Error(`The sandbox could not be created:\n${await ended.then(logs)}`, { cause: error });
  }
  const signal = async (name: NodeJS.Signals) => {
    // The process may have exited already.
    if (child.exitCode === null) await execute("kill", ["-s", name.slice(3), String(pid)]).catch(() => {});
    return ended;
  };
  return {
    address,
    logs,
    ended,
    stop: () => signal(image.config.StopSignal ?? "SIGTERM"),
    kill: () => signal("SIGKILL"),
    execute(line, input) {
      const another = [`--net=/proc/${pid}/ns/net`, ...inSandbox(sandbox, line, [])];
      return finish(spawn("nsenter", another), input);
    },
  };
}

/** The process id that bwrap reports. */
async function firstProcess(info: Readable): Promise<number> {
  let json = "";
  for await (const chunk of info) {
    json += chunk;
    if (json.includes("}")) break;
  }
  return JSON.parse(json)["child-pid"];
}
