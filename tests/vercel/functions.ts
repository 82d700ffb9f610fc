import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
} from "node:fs";
import { type IncomingMessage, type OutgoingHttpHeaders, request } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Settings } from "#tests/servers/server.ts";
import type { Message } from "./function-process.ts";

type Configuration = Readonly<{
  handler: string;
  launcherType: string;
  useWebApi?: boolean;
  filePathMap?: Readonly<Record<string, string>>;
}>;

type FunctionRequest = Readonly<{ method: string; path: string; headers: OutgoingHttpHeaders; body: Buffer }>;

/** The functions of a deployment. Each has a process, which is frozen between requests, and a directory with traced files. */
export class Functions {
  readonly #root: string;
  readonly #settings: Settings;
  readonly #running = new Map<string, Promise<FunctionProcess>>();
  readonly #children = new Set<ChildProcess>();
  #output = "";

  /** @param root the directory of the build */
  constructor(root: string, settings: Settings) {
    this.#root = root;
    this.#settings = settings;
    process.once("exit", () => {
      for (const child of this.#children) child.kill("SIGKILL");
    });
  }

  has(path: string): boolean {
    return existsSync(this.#directory(path));
  }

  async call(path: string, request: FunctionRequest): Promise<IncomingMessage> {
    // Paths that share a function are links to its directory.
    const directory = realpathSync(this.#directory(path));
    const running = this.#running.get(directory) ?? this.#start(directory);
    this.#running.set(directory, running);
    return (await running).call(request);
  }

  get output(): string {
    return this.#output;
  }

  async isFrozen(): Promise<boolean> {
    return (await Promise.all(this.#running.values())).every((process) => process.isFrozen);
  }

  /** Stops all processes. The next call restarts one. */
  async stop(): Promise<void> {
    const running = [...this.#running.values()];
    this.#running.clear();
    for (const process of running) await (await process).stop();
  }

  #directory(path: string): string {
    return join(this.#root, ".vercel", "output", "functions", `${path === "/" ? "index" : path}.func`);
  }

  async #start(directory: string): Promise<FunctionProcess> {
    const configuration: Configuration = JSON.parse(readFileSync(join(directory, ".vc-config.json"), "utf8"));
    const { handler, launcherType, useWebApi, filePathMap = {} } = configuration;
    if (launcherType !== "Nodejs") throw new Error(`${directory} is not a Node.js function.`);
    // Outside the project, so that no parent directory has modules.
    const unpacked = mkdtempSync(join(tmpdir(), "gatehouse-function-"));
    cpSync(directory, unpacked, { recursive: true });
    for (const [path, source] of Object.entries(filePathMap)) share(join(this.#root, source), join(unpacked, path));
    const child = fork(
      join(import.meta.dirname, "function-process.ts"),
      [unpacked, handler, useWebApi ? "web" : "node"],
      {
        env: { ...this.#settings, PATH: process.env.PATH, NODE_ENV: "production", TZ: "UTC" },
        silent: true,
      },
    );
    this.#children.add(child);
    child.once("exit", () => this.#children.delete(child));
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (this.#output += chunk));
    const message = await Promise.race([once(child, "message"), once(child, "close")]);
    if (typeof message[0] !== "object") throw new Error(`${directory} did not start:\n${this.#output}`);
    return new FunctionProcess(child, unpacked, message[0].port);
  }
}

class FunctionProcess {
  readonly #child: ChildProcess;
  readonly #directory: string;
  readonly #port: number;
  #inFlight = 0;

  constructor(child: ChildProcess, directory: string, port: number) {
    this.#child = child;
    this.#directory = directory;
    this.#port = port;
    child.on("message", (message: Message) => {
      if (message === "settled" && --this.#inFlight === 0) child.kill("SIGSTOP");
    });
  }

  get isFrozen(): boolean {
    return this.#inFlight === 0;
  }

  call({ method, path, headers, body }: FunctionRequest): Promise<IncomingMessage> {
    if (this.#inFlight++ === 0) this.#child.kill("SIGCONT");
    return new Promise((resolve, reject) => {
      const options = { host: "127.0.0.1", port: this.#port, method, path, headers, agent: false };
      request(options, resolve).once("error", reject).end(body);
    });
  }

  async stop(): Promise<void> {
    this.#child.kill("SIGKILL");
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, "exit");
    rmSync(this.#directory, { recursive: true });
  }
}

function share(source: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  if (lstatSync(source).isFile()) linkSync(source, to);
  else cpSync(source, to, { recursive: true, verbatimSymlinks: true });
}
