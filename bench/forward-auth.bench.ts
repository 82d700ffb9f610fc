import { performance } from "node:perf_hooks";
import { closeDatabase } from "#db/client.ts";
import { completeEnvironment } from "#lib/config/index.ts";
import { paths } from "#lib/paths.ts";
import { groupWith, restrict, segregate } from "#tests/db/domains.ts";
import { activeAccount } from "#tests/db/people.ts";
import type { Client } from "#tests/http/client.ts";
import { anonymousClient, signIn } from "#tests/http/clients.ts";
import { startServer } from "#tests/servers/server.ts";
import { median, shuffled } from "./statistics.ts";
import { withServers } from "./with-servers.ts";

/**
 * Compares forward auth, for a user with ten domain restrictions, with the fastest request that runs one query: the readiness
 * check of the same server in the same run.
 */

const SAMPLES = 1000;
const WARM_UP = 200;
const LIMIT = 2.5;
const DOMAINS = 10;

const REQUESTS = {
  "forward auth": { path: `${paths.access}?write=devices`, status: 204 },
  "ready (one constant query)": { path: "/api/health/ready", status: 200 },
  "live (no query)": { path: "/api/health/live", status: 200 },
} as const;

type RequestName = keyof typeof REQUESTS;

async function ask(client: Client, request: RequestName): Promise<number> {
  const { path, status } = REQUESTS[request];
  const began = performance.now();
  const response = await client.get(path);
  if (response.status !== status) throw new Error(`${path} responded with status ${response.status}.`);
  return performance.now() - began;
}

async function measure(): Promise<ReadonlyMap<RequestName, readonly number[]>> {
  const server = await startServer();
  completeEnvironment(server.environment);
  try {
    const sites = Array.from({ length: DOMAINS }, (_, index) => `EMEA/France/Site ${index}`);
    const { name } = await groupWith(sites);
    const user = await activeAccount({ roles: ["device-manager"] });
    await restrict(user.id, ...sites.map((path) => `${name}: ${path}`));
    await segregate(true);
    const client = await signIn(anonymousClient(server), user);
    const requests = Object.keys(REQUESTS) as RequestName[];
    const times = new Map(requests.map((request) => [request, [] as number[]]));
    for (let sample = -WARM_UP; sample < SAMPLES; sample++) {
      for (const request of shuffled(requests)) {
        const time = await ask(client, request);
        if (sample >= 0) times.get(request)?.push(time);
      }
    }
    return times;
  } finally {
    await closeDatabase();
    await server.stop();
  }
}

const percentile99 = (sample: readonly number[]) =>
  sample.toSorted((one, other) => one - other)[Math.floor(sample.length * 0.99)] ?? 0;

function report(times: ReadonlyMap<RequestName, readonly number[]>): void {
  const sample = (request: RequestName) => times.get(request) ?? [];
  console.log(`\n${SAMPLES} sequential requests of each type, in random order`);
  for (const [request, all] of times)
    console.log(
      `  ${request.padEnd(28)} median ${median(all).toFixed(2)} ms, 99th percentile ${percentile99(all).toFixed(2)} ms`,
    );
  const ratio = median(sample("forward auth")) / median(sample("ready (one constant query)"));
  console.log(`  forward auth / ready: ${ratio.toFixed(2)} (limit ${LIMIT})`);
  if (ratio > LIMIT) process.exitCode = 1;
}

await withServers(async () => {
  report(await measure());
});
