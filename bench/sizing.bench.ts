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
 * What one server and its database do on this machine, with the client beside them on the same processors: for deciding
 * how large a machine has to be. Fails when fewer people sign in than bcrypt alone, measured by turns in the same run,
 * would let in.
 */

const ACCOUNTS = 20_000;
const AT_ONCE = 8;
const SLICE_MS = 5_000;
const ROUNDS = 4;
/** How many times as many hashes bcrypt alone computes. */
const LIMIT = 1.5;

/** How often a second a piece of work is done when so many are begun at once. */
async function rate(work: () => Promise<unknown>, atOnce = AT_ONCE): Promise<number> {
  const began = performance.now();
  let done = 0;
  const worker = async () => {
    while (performance.now() - began < SLICE_MS) {
      await work();
      done++;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return (done * 1000) / (performance.now() - began);
}

/** By turns, so that each meets the machine in the same moods. */
async function rates<Name extends string>(works: Readonly<Record<Name, () => Promise<unknown>>>) {
  const names = Object.keys(works) as Name[];
  const measured = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round < ROUNDS; round++)
    for (const name of names)
      measured[name].push(await rate(works[name], name === "bcrypt" ? availableParallelism() : AT_ONCE));
  return Object.fromEntries(names.map((name) => [name, median(measured[name])])) as Record<Name, number>;
}

async function expecting(client: Client, path: string, status: number): Promise<void> {
  const answer = await client.get(path);
  if (answer.status !== status) throw new Error(`${path} was answered with ${answer.status}.`);
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
    const person = await activeAccount();
    const admin = await adminClient(server);
    const user = await signIn(anonymousClient(server), person);
    const atRest = residentMb(server);
    const measured = await rates({
      list: () => expecting(admin, paths.accounts, 200),
      gate: () => expecting(user, `${paths.access}?write=devices`, 403),
      "sign-in": () => signIn(anonymousClient(server), person),
      bcrypt: () => hash("a password", { cost: config().bcryptCost }),
    });
    report({ ...measured, atRest, busy: residentMb(server), perAccount });
  } finally {
    await closeDatabase();
    await server.stop();
  }
}

type Figures = Readonly<Record<"list" | "gate" | "sign-in" | "bcrypt" | "atRest" | "busy" | "perAccount", number>>;

function report({ list, gate, "sign-in": signIns, bcrypt, atRest, busy, perAccount }: Figures): void {
  console.log(`
${availableParallelism()} processors, ${ACCOUNTS} accounts, the client on the same machine
  pages of the list         ${list.toFixed(0)} a second
  requests at the gate      ${gate.toFixed(0)} a second
  sign-ins, bcrypt cost ${config().bcryptCost}  ${signIns.toFixed(1)} a second
  memory of the server      ${atRest} MB at rest, ${busy} MB afterwards
  database                  ${(perAccount / 1024).toFixed(1)} KB an account
  bcrypt alone / sign-ins   ${(bcrypt / signIns).toFixed(2)} (limit ${LIMIT})`);
  if (bcrypt / signIns > LIMIT) process.exitCode = 1;
}

await withServers(measure);
