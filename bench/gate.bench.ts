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
 * How long the gate takes to let somebody through who is restricted to ten domains, beside the least that an answer of
 * the same server with one query takes in the same run: whether it is ready, which asks the database for a constant.
 */

const SAMPLES = 1000;
const WARM_UP = 200;
const LIMIT = 2.5;
const DOMAINS = 10;

const QUESTIONS = {
  "the gate": { path: `${paths.access}?write=devices`, status: 204 },
  "ready (one constant query)": { path: "/api/health/ready", status: 200 },
  "live (no query)": { path: "/api/health/live", status: 200 },
} as const;

type Question = keyof typeof QUESTIONS;

async function ask(client: Client, question: Question): Promise<number> {
  const { path, status } = QUESTIONS[question];
  const began = performance.now();
  const answer = await client.get(path);
  if (answer.status !== status) throw new Error(`${path} was answered with ${answer.status}.`);
  return performance.now() - began;
}

async function measure(): Promise<ReadonlyMap<Question, readonly number[]>> {
  const server = await startServer();
  completeEnvironment(server.environment);
  try {
    const sites = Array.from({ length: DOMAINS }, (_, index) => `EMEA/France/Site ${index}`);
    const { name } = await groupWith(sites);
    const person = await activeAccount({ roles: ["device-manager"] });
    await restrict(person.id, ...sites.map((path) => `${name}: ${path}`));
    await segregate(true);
    const client = await signIn(anonymousClient(server), person);
    const questions = Object.keys(QUESTIONS) as Question[];
    const times = new Map(questions.map((question) => [question, [] as number[]]));
    for (let sample = -WARM_UP; sample < SAMPLES; sample++) {
      for (const question of shuffled(questions)) {
        const time = await ask(client, question);
        if (sample >= 0) times.get(question)?.push(time);
      }
    }
    return times;
  } finally {
    await closeDatabase();
    await server.stop();
  }
}

const slowest = (sample: readonly number[]) =>
  sample.toSorted((one, other) => one - other)[Math.floor(sample.length * 0.99)] ?? 0;

function report(times: ReadonlyMap<Question, readonly number[]>): void {
  const sample = (question: Question) => times.get(question) ?? [];
  console.log(`\n${SAMPLES} of each, one after the other, in mixed order`);
  for (const [question, all] of times)
    console.log(
      `  ${question.padEnd(28)} median ${median(all).toFixed(2)} ms, 99 % within ${slowest(all).toFixed(2)} ms`,
    );
  const ratio = median(sample("the gate")) / median(sample("ready (one constant query)"));
  console.log(`  the gate / ready: ${ratio.toFixed(2)} (limit ${LIMIT})`);
  if (ratio > LIMIT) process.exitCode = 1;
}

await withServers(async () => {
  report(await measure());
});
