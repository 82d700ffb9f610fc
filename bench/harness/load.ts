import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { processorMs } from "./processes.ts";
import type { Running } from "./servers.ts";
import { percentile } from "./statistics.ts";

export type LoadRequest = Readonly<{
  path: string;
  method?: "GET" | "POST";
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** That is expected: 200 by default. */
  status?: number;
}>;

export type LoadOptions = Readonly<{
  /** Sent in turn, the first again after the last. */
  requests: readonly LoadRequest[];
  /** Connections, each with one request at a time. */
  concurrency?: number;
  seconds?: number;
  /** Instead of a time. */
  count?: number;
}>;

export type LoadJob = Required<Pick<LoadOptions, "requests" | "concurrency" | "seconds">> &
  Readonly<{ url: string; count?: number | undefined }>;

export type LoadOutcome =
  | Readonly<{ latencies: readonly number[]; bytes: number; seconds: number }>
  | Readonly<{ error: string }>;

export type Load = Readonly<{
  count: number;
  perSecond: number;
  /** In milliseconds. */
  p50: number;
  p95: number;
  p99: number;
  bytesPerResponse: number;
  /** Processor time of the server for each request: what other processes do hardly changes it. Undefined without /proc. */
  processorMs: number | undefined;
}>;

const GENERATOR = fileURLToPath(new URL("./load-generator.ts", import.meta.url));
const CONCURRENCY = 8;
const SECONDS = 3;

export class LoadGenerators {
  readonly #all = new Set<ChildProcess>();
  readonly #idle: ChildProcess[] = [];

  /** @throws Error for any response with another status than expected */
  async load(server: Running, options: LoadOptions): Promise<Load> {
    const { requests, concurrency = CONCURRENCY, seconds = SECONDS, count } = options;
    const generator = this.#idle.pop() ?? this.#start();
    const before = processorMs(server.pid);
    const outcome = await runJob(generator, { url: server.url, requests, concurrency, seconds, count });
    const after = processorMs(server.pid);
    this.#idle.push(generator);
    if ("error" in outcome) throw new Error(outcome.error);
    const { latencies, bytes } = outcome;
    return {
      count: latencies.length,
      perSecond: latencies.length / outcome.seconds,
      p50: percentile(latencies, 0.5),
      p95: percentile(latencies, 0.95),
      p99: percentile(latencies, 0.99),
      bytesPerResponse: bytes / latencies.length,
      processorMs: before === undefined || after === undefined ? undefined : (after - before) / latencies.length,
    };
  }

  close(): void {
    for (const generator of this.#all) generator.kill();
  }

  #start(): ChildProcess {
    const generator = fork(GENERATOR, { serialization: "advanced" });
    this.#all.add(generator);
    return generator;
  }
}

async function runJob(generator: ChildProcess, job: LoadJob): Promise<LoadOutcome> {
  const waiting = new AbortController();
  const answered = once(generator, "message", waiting);
  const ended = once(generator, "exit", waiting).then((): [LoadOutcome] => [{ error: "The load generator ended." }]);
  generator.send(job);
  try {
    const [outcome] = await Promise.race([answered, ended]);
    return outcome;
  } finally {
    waiting.abort();
    await Promise.allSettled([answered, ended]);
  }
}
