import { performance } from "node:perf_hooks";
import { closeDatabase, transaction } from "#db/client.ts";
import { ANONYMOUS, LINK_USER, PROVIDER } from "#lib/audit/audit-actor.ts";
import { formatPosition } from "#lib/audit-log/audit-log-query.ts";
import { completeEnvironment } from "#lib/config/index.ts";
import { paths } from "#lib/paths.ts";
import { createSession } from "#lib/sessions/create-session.ts";
import { encodeSessionToken } from "#lib/sessions/session-jwt.ts";
import { activeAccount, adminAccount, anonymousSource } from "#tests/db/people.ts";
import type { Client } from "#tests/http/client.ts";
import { anonymousClient, SESSION_COOKIE } from "#tests/http/clients.ts";
import { type Server, startServer } from "#tests/servers/server.ts";
import { BUSY_ADDRESS, fillAuditLog, OFFICE, type People } from "./audit-events.ts";
import { median, shuffled } from "./statistics.ts";
import { withServers } from "./with-servers.ts";

/**
 * Compares pages of an audit log of five million events with the page of an empty log: all filters and pairs of filters, at
 * the newest, middle and oldest events, and filters that match nothing.
 */

const EVENTS = 5_000_000;
const REGULARS = 200;
const WARM_UP = 3;
const ROUNDS = 10;
/** The slowest pages are measured again, because some are slow by chance. */
const RETRIED = 20;
const RETRY_ROUNDS = 60;
const LIMIT = 1.5;

const YEAR_MS = 365 * 86_400_000;
const minute = (yearsAgo: number) => new Date(Date.now() - yearsAgo * YEAR_MS).toISOString().slice(0, 16);

type Filters = Readonly<Record<string, string>>;

/** Frequent and rare, current and past. */
const filtersFor = ({ attacked, busy, former, regulars: [regular] }: People): Readonly<Record<string, Filters>> => ({
  "all of it": {},
  "last year's": { from: minute(2), to: minute(1) },
  "the first week": { to: minute(2.98) },
  "frequent event": { event: "signed_in" },
  "rare event": { event: "single_use_password_issued" },
  "past event": { event: "account_created" },
  failures: { outcome: "failure" },
  successes: { outcome: "success" },
  "busy actor": { actor: busy.email },
  "former actor": { actor: former.email },
  anonymous: { actor: ANONYMOUS },
  "link user": { actor: LINK_USER },
  provider: { actor: PROVIDER },
  "attacked account": { account: attacked.email },
  "regular's account": { account: String(regular?.email) },
  "no account": { account: "nobody@example.com" },
  office: { address: OFFICE },
  "busy address": { address: BUSY_ADDRESS },
  "no address": { address: "192.0.2.99" },
});

const isPair = (one: Filters, other: Filters) =>
  Object.keys(one).length > 0 && Object.keys(other).length > 0 && !Object.keys(one).some((name) => name in other);

/** Page URLs by description. */
function pagesFor(people: People): Readonly<Record<string, string>> {
  const filters = Object.entries(filtersFor(people));
  const pairs = filters.flatMap(([name, one], index) =>
    filters
      .slice(index + 1)
      .flatMap(([other, two]) => (isPair(one, two) ? [[`${name}, ${other}`, { ...one, ...two }] as const] : [])),
  );
  const deep = [
    ["older, from the middle", { after: formatPosition({ at: new Date(Date.now() - 1.5 * YEAR_MS), id: 1 }) }],
    ["newer, from the middle", { before: formatPosition({ at: new Date(Date.now() - 1.5 * YEAR_MS), id: 1 }) }],
    ["oldest", { before: "0_0" }],
  ] as const;
  const alone = filters.flatMap(([name, filter]) =>
    deep.map(([where, position]) => [`${name} (${where})`, { ...filter, ...position }] as const),
  );
  return Object.fromEntries(
    [...filters, ...pairs, ...alone].map(([name, query]) => [name, `${paths.auditLog}?${new URLSearchParams(query)}`]),
  );
}

/** Creates a session without recording a sign-in. */
async function administratorAt(server: Server): Promise<Client> {
  const { id } = await adminAccount();
  const sessionToken = await transaction((tx) => createSession(tx, id, anonymousSource()));
  const client = anonymousClient(server);
  client.cookies.set(SESSION_COOKIE, encodeSessionToken(sessionToken));
  return client;
}

async function use({ environment }: Server): Promise<void> {
  await closeDatabase();
  completeEnvironment(environment);
}

async function timeOf(client: Client, path: string): Promise<number> {
  const began = performance.now();
  const { status } = await client.get(path);
  if (status !== 200) throw new Error(`${path} responded with status ${status}.`);
  return performance.now() - began;
}

type Clients = Readonly<{ empty: Client; full: Client }>;
/** By page: the response time relative to the page of an empty log right before it. */
type Ratios = ReadonlyMap<string, number>;

async function ratiosOf(
  pages: Readonly<Record<string, string>>,
  rounds: number,
  { empty, full }: Clients,
): Promise<Ratios> {
  const samples = new Map(Object.keys(pages).map((name) => [name, [] as number[]]));
  for (let round = -WARM_UP; round < rounds; round++) {
    for (const [name, path] of shuffled(Object.entries(pages))) {
      const emptyMs = await timeOf(empty, paths.auditLog);
      const fullMs = await timeOf(full, path);
      if (round >= 0) samples.get(name)?.push(fullMs / emptyMs);
    }
  }
  return new Map([...samples].map(([name, ratios]) => [name, median(ratios)]));
}

const slowest = (ratios: Ratios) => [...ratios].sort(([, one], [, other]) => other - one);

async function measure(): Promise<void> {
  const [emptyServer, fullServer] = [await startServer(), await startServer()];
  try {
    await use(emptyServer);
    const empty = await administratorAt(emptyServer);
    await use(fullServer);
    const full = await administratorAt(fullServer);
    const people: People = {
      attacked: await activeAccount(),
      busy: await adminAccount(),
      former: await adminAccount(),
      regulars: await Promise.all(Array.from({ length: REGULARS }, () => activeAccount())),
    };
    console.log(`Recording ${EVENTS} events …`);
    await fillAuditLog(String(fullServer.environment.MIGRATION_DATABASE_URL), EVENTS, people);
    const pages = pagesFor(people);
    const ratios = await ratiosOf(pages, ROUNDS, { empty, full });
    const retried = slowest(ratios).slice(0, RETRIED);
    const chosen = Object.fromEntries(retried.map(([name]) => [name, String(pages[name])]));
    report(ratios, await ratiosOf(chosen, RETRY_ROUNDS, { empty, full }));
  } finally {
    await closeDatabase();
    await Promise.all([emptyServer.stop(), fullServer.stop()]);
  }
}

function report(all: Ratios, retried: Ratios): void {
  console.log(`\n${all.size} pages of a full log, relative to the page of an empty one`);
  console.log(`  ${median([...all.values()]).toFixed(2)}  median\n\nThe slowest, measured again`);
  for (const [name, ratio] of slowest(retried)) console.log(`  ${ratio.toFixed(2)}  ${name}`);
  const [[, worst] = ["", 0]] = slowest(retried);
  console.log(`\n  full / empty: ${worst.toFixed(2)} (limit ${LIMIT})`);
  if (worst > LIMIT) process.exitCode = 1;
}

await withServers(measure);
