import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { performance } from "node:perf_hooks";
import { hash } from "@node-rs/bcrypt";
import { sql } from "drizzle-orm";
import { closeDatabase, read } from "#db/client.ts";
import { completeEnvironment, config } from "#lib/config/index.ts";
import { paths } from "#lib/paths.ts";
import { seed } from "#seed/seed.ts";
import { activeAccount } from "#tests/db/people.ts";
import type { Client } from "#tests/http/client.ts";
import { adminClient, anonymousClient, signIn } from "#tests/http/clients.ts";
import { type OwnServer, startServer } from "#tests/servers/server.ts";
import { median } from "./statistics.ts";
import { withServers } from "./with-servers.ts";

/**
 * The throughput of one server with its database and the client on this machine, for choosing the size of a machine. Fails if
 * sign-ins are much slower than bcrypt alone in the same run.
 */

const ACCOUNTS = 20_000;
const CONCURRENCY = 8;
const SLICE_MS = 5_000;
const ROUNDS = 4;
/** For the ratio of bare hashes to sign-ins. */
const LIMIT = 1.5;

/** Completions per second. */
async function rate(task: () => Promise<unknown>, concurrency = CONCURRENCY): Promise<number> {
  const began = performance.now();
  let done = 0;
  const worker = async () => {
    while (performance.now() - began < SLICE_MS) {
      await task();
      done++;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return (done * 1000) / (performance.now() - began);
}

/** Alternates between tasks, so that all are affected alike by other load. */
async function rates<Name extends string>(tasks: Readonly<Record<Name, () => Promise<unknown>>>) {
  const names = Object.keys(tasks) as Name[];
  const measured = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round < ROUNDS; round++)
    for (const name of names)
      measured[name].push(await rate(tasks[name], name === "bcrypt" ? availableParallelism() : CONCURRENCY));
  return Object.fromEntries(names.map((name) => [name, median(measured[name])])) as Record<Name, number>;
}

async function expectStatus(client: Client, path: string, status: number): Promise<void> {
  const answer = await client.get(path);
  if (answer.status !== status) throw new Error(`${path} responded with status ${answer.status}.`);
}

const residentMb = ({ pid }: OwnServer) =>
  Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024);

async function databaseBytes(): Promise<number> {
  const [row] = await read((db) =>
    db.execute<{ size: string }>(sql`SELECT pg_database_size(current_database()) AS size`),
  );
  return Number(row?.size);
}

async function measure(): Promise<void> {
  const server = await startServer({ INSECURE_FAST_SIGN_IN: "false" });
  completeEnvironment(server.environment);
  try {
    const empty = await databaseBytes();
    await seed({ accounts: ACCOUNTS });
    const perAccount = ((await databaseBytes()) - empty) / ACCOUNTS;
    const account = await activeAccount();
    const admin = await adminClient(server);
    const user = await signIn(anonymousClient(server), account);
    const idle = residentMb(server);
    const measured = await rates({
      list: () => expectStatus(admin, paths.accounts, 200),
      forwardAuth: () => expectStatus(user, `${paths.access}?write=devices`, 403),
      "sign-in": () => signIn(anonymousClient(server), account),
      bcrypt: () => hash("a password", { cost: config().bcryptCost }),
    });
    report({ ...measured, idle, busy: residentMb(server), perAccount });
  } finally {
    await closeDatabase();
    await server.stop();
  }
}

type Figures = Readonly<Record<"list" | "forwardAuth" | "sign-in" | "bcrypt" | "idle" | "busy" | "perAccount", number>>;

function report({ list, forwardAuth, "sign-in": signIns, bcrypt, idle, busy, perAccount }: Figures): void {
  console.log(`
${availableParallelism()} processors, ${ACCOUNTS} accounts, the client on the same machine
  list pages                ${list.toFixed(0)} per second
  forward auth requests     ${forwardAuth.toFixed(0)} per second
  sign-ins, bcrypt cost ${config().bcryptCost}  ${signIns.toFixed(1)} per second
  server memory             ${idle} MB idle, ${busy} MB afterwards
  database                  ${(perAccount / 1024).toFixed(1)} KB per account
  bcrypt alone / sign-ins   ${(bcrypt / signIns).toFixed(2)} (limit ${LIMIT})`);
  if (bcrypt / signIns > LIMIT) process.exitCode = 1;
}

await withServers(measure);
