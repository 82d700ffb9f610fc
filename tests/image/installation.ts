import { mkdtempSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { onTestFinished } from "vitest";
import { containerOptions, portOf } from "./compose/container-options.ts";
import { type Condition, type Project, readProject } from "./compose/project.ts";
import type { Container, ContainerOptions, Network } from "./containers.ts";
import { engine } from "./engine.ts";
import { workspace } from "./workspace.ts";

type Settings = Readonly<Record<string, string>>;

/** As tests over HTTP reach a server. */
export type Reached = Readonly<{ url: string; environment: Settings }>;

const HEALTH_POLL_MS = 100;

/** What compose files describe, with volumes and a network of its own. */
export class Installation {
  readonly network: Network;
  readonly #files: readonly string[];
  readonly #directory = mkdtempSync(workspace("project-"));
  /** The latest container of each service. */
  readonly #containers = new Map<string, Container>();
  readonly #running = new Set<Container>();
  /** The services whose image has been rebuilt since they were started. */
  readonly #outdated = new Set<string>();
  #dotEnv: Settings = {};

  private constructor(network: Network, files: readonly string[]) {
    this.network = network;
    this.#files = files;
  }

  /** An installation of which nothing runs yet. */
  static async create(files = ["compose.yaml"]): Promise<Installation> {
    return new Installation(await engine.createNetwork(), files);
  }

  /** Writes `.env`, which counts for what is started from now on. */
  configure(dotEnv: Settings): void {
    this.#dotEnv = dotEnv;
  }

  /**
   * Starts services that do not run, after those that they wait for, and waits until they are healthy.
   * @param names of all services unless given
   * @throws Error with what a service printed, when it ends instead
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
    const asked = names.length > 0 ? names : Object.keys(services);
    await Promise.all(asked.map(start));
    await Promise.all(
      asked.filter((name) => this.#isRunning(name)).map((name) => this.#reach(name, "service_healthy")),
    );
  }

  /** Lets the next `up` replace what runs from an image that is built here. */
  rebuild(): void {
    const built = Object.entries(this.#project().services).filter(([, { build }]) => build);
    for (const [name] of built) this.#outdated.add(name);
  }

  /** Starts one service, whatever the others do. */
  async start(name: string, options: Partial<ContainerOptions> = {}): Promise<Container> {
    const container = await this.run(name, options);
    this.#containers.set(name, container);
    return container;
  }

  /** Starts a container of a service beside its own one, with other options where these are given. */
  async run(service: string, options: Partial<ContainerOptions>): Promise<Container> {
    const own = containerOptions(service, this.#project(), this.#directory, this.#dotEnv);
    const mounts = [...(own.mounts ?? []), ...(options.mounts ?? [])];
    const environment = { ...own.environment, ...options.environment };
    const container = await this.network.start({ ...own, ...options, mounts, environment });
    this.#running.add(container);
    container.ended.then(() => this.#running.delete(container));
    return container;
  }

  /** Tells a service to end, and returns its exit code. */
  stop(name: string): Promise<number> {
    return this.container(name).stop();
  }

  container(name: string): Container {
    const container = this.#containers.get(name);
    if (!container) throw new Error(`${name} has not been started.`);
    return container;
  }

  /** How a service is reached that publishes a port, and by which address it goes. */
  server(name = "gatehouse"): Reached {
    const { services } = this.#project();
    const { [name]: service, gatehouse } = services;
    const url = `http://${this.container(name).address}:${service && portOf(service)}`;
    return { url, environment: gatehouse?.environment ?? {} };
  }

  /** Ends everything, and removes it with its data. */
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
    const isReached =
      condition === "service_healthy" ? await this.#becomesHealthy(name) : (await container.ended) === 0;
    if (!isReached) throw new Error(`${name} ended:\n${container.logs()}`);
  }

  /** Whether a service becomes healthy, which one without a health check is from its start on; false when it ends. */
  async #becomesHealthy(name: string): Promise<boolean> {
    const container = this.container(name);
    const service = this.#project().services[name];
    const { config } = await engine.image(String(service?.image));
    const [kind, ...command] = service?.healthcheck?.test ?? config.Healthcheck?.Test ?? [];
    if (kind === undefined) return true;
    if (kind !== "CMD") throw new Error("The tests know only health checks without a shell.");
    while (this.#isRunning(name)) {
      if ((await container.execute(command)).code === 0) return true;
      await delay(HEALTH_POLL_MS);
    }
    return false;
  }
}

/** An installation that is removed at the end of the test. */
export async function newInstallation(files?: string[]): Promise<Installation> {
  const installation = await Installation.create(files);
  onTestFinished(() => installation.remove());
  return installation;
}
