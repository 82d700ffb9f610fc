import { mkdtempSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { onTestFinished } from "vitest";
import { containerOptions, portOf } from "./compose/container-options.ts";
import { type Condition, type Project, readProject } from "./compose/project.ts";
import type { Container, ContainerOptions, Network } from "./containers.ts";
import { engine } from "./engine.ts";
import { workspace } from "./workspace.ts";

type Settings = Readonly<Record<string, string>>;

/** A server for HTTP tests. */
export type RunningServer = Readonly<{ url: string; environment: Settings }>;

const HEALTH_POLL_MS = 100;

/** The services of compose files, with their own volumes and network. */
export class Installation {
  readonly network: Network;
  readonly #files: readonly string[];
  readonly #directory = mkdtempSync(workspace("project-"));
  /** The latest container of each service. */
  readonly #containers = new Map<string, Container>();
  readonly #running = new Set<Container>();
  /** Services that run an older image. */
  readonly #outdated = new Set<string>();
  #dotEnv: Settings = {};

  private constructor(network: Network, files: readonly string[]) {
    this.network = network;
    this.#files = files;
  }

  /** Nothing runs yet. */
  static async create(files = ["compose.yaml"]): Promise<Installation> {
    return new Installation(await engine.createNetwork(), files);
  }

  /** Sets `.env` for services that start later. */
  configure(dotEnv: Settings): void {
    this.#dotEnv = dotEnv;
  }

  /**
   * Starts services after their dependencies, and waits until they are healthy.
   * @param names defaults to all services
   * @throws Error with the output of a service that exits
   */
  async up(...names: readonly string[]): Promise<void> {
    const { services } = this.#project();
    const started = new Map<string, Promise<void>>();
    const start = (name: string): Promise<void> => {
      const starting = started.get(name) ?? startAfterOthers(name);
      started.set(name, starting);
      return starting;
    };
    const startAfterOthers = async (name: string) => {
      const others = Object.entries(services[name]?.depends_on ?? {});
      await Promise.all(others.map(([other, { condition }]) => start(other).then(() => this.#reach(other, condition))));
      if (this.#outdated.delete(name) && this.#isRunning(name)) await this.stop(name);
      if (!this.#isRunning(name)) await this.start(name);
    };
    const requested = names.length > 0 ? names : Object.keys(services);
    await Promise.all(requested.map(start));
    await Promise.all(
      requested.filter((name) => this.#isRunning(name)).map((name) => this.#reach(name, "service_healthy")),
    );
  }

  /** Makes the next `up` replace services of our image. */
  rebuild(): void {
    const built = Object.entries(this.#project().services).filter(([, { build }]) => build);
    for (const [name] of built) this.#outdated.add(name);
  }

  /** Starts one service without its dependencies. */
  async start(name: string, options: Partial<ContainerOptions> = {}): Promise<Container> {
    const container = await this.run(name, options);
    this.#containers.set(name, container);
    return container;
  }

  /** Starts another container of a service. */
  async run(service: string, options: Partial<ContainerOptions>): Promise<Container> {
    const own = containerOptions(service, this.#project(), this.#directory, this.#dotEnv);
    const mounts = [...(own.mounts ?? []), ...(options.mounts ?? [])];
    const environment = { ...own.environment, ...options.environment };
    const container = await this.network.start({ ...own, ...options, mounts, environment });
    this.#running.add(container);
    container.ended.then(() => this.#running.delete(container));
    return container;
  }

  /** Returns the exit code. */
  stop(name: string): Promise<number> {
    return this.container(name).stop();
  }

  container(name: string): Container {
    const container = this.#containers.get(name);
    if (!container) throw new Error(`${name} has not been started.`);
    return container;
  }

  /** The URL of a service and the environment of Gatehouse. */
  server(name = "gatehouse"): RunningServer {
    const { services } = this.#project();
    const { [name]: service, gatehouse } = services;
    const url = `http://${this.container(name).address}:${service && portOf(service)}`;
    return { url, environment: gatehouse?.environment ?? {} };
  }

  /** Removes all containers and data. */
  remove(): Promise<void> {
    return this.network.remove();
  }

  #project(): Project {
    return readProject(this.#files, this.#dotEnv);
  }

  #isRunning(name: string): boolean {
    const container = this.#containers.get(name);
    return container !== undefined && this.#running.has(container);
  }

  async #reach(name: string, condition: Condition): Promise<void> {
    const container = this.container(name);
    if (condition === "service_started") return;
    const isRunningServer =
      condition === "service_healthy" ? await this.#becomesHealthy(name) : (await container.ended) === 0;
    if (!isRunningServer) throw new Error(`${name} ended:\n${container.logs()}`);
  }

  /** `false` if the service exits. A service without a health check is healthy at once. */
  async #becomesHealthy(name: string): Promise<boolean> {
    const container = this.container(name);
    const service = this.#project().services[name];
    const { config } = await engine.image(String(service?.image));
    const [kind, ...command] = service?.healthcheck?.test ?? config.Healthcheck?.Test ?? [];
    if (kind === undefined) return true;
    if (kind !== "CMD") throw new Error("Only health checks without a shell are supported.");
    while (this.#isRunning(name)) {
      if ((await container.execute(command)).code === 0) return true;
      await delay(HEALTH_POLL_MS);
    }
    return false;
  }
}

/** Removed at the end of the test. */
export async function newInstallation(files?: string[]): Promise<Installation> {
  const installation = await Installation.create(files);
  onTestFinished(() => installation.remove());
  return installation;
}
