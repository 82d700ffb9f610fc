import { BUSY_ADDRESS, fillAuditLog, OFFICE, type People } from "#bench/harness/audit-events.ts";
import type { Context } from "#bench/harness/context.ts";
import { switchDatabase } from "#bench/harness/database.ts";
import type { Figure, Part } from "#bench/harness/part.ts";
import type { Running } from "#bench/harness/servers.ts";
import { median, medianOf, shuffled } from "#bench/harness/statistics.ts";
import { ANONYMOUS, LINK_USER, PROVIDER } from "#lib/audit/audit-actor.ts";
import { formatPosition } from "#lib/audit-log/audit-log-query.ts";
import { paths } from "#lib/paths.ts";
import { activeAccount, adminAccount } from "#tests/db/people.ts";

/**
 * Compares pages of an audit log of five million events with the page of an empty log: all filters and pairs of filters, at
 * the newest, middle and oldest events, and filters that match nothing.
 */
export const part: Part = {
  title: "Audit log",
  database: "empty",
  isOnRequest: true,
  measure,
};

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

type Servers = Readonly<{ empty: Running; full: Running; cookie: Readonly<Record<"empty" | "full", string>> }>;
/** By page: the response time relative to the page of an empty log right before it. */
type Ratios = ReadonlyMap<string, number>;

async function ratiosOf(
  { load, interleave }: Context,
  { empty, full, cookie }: Servers,
  pages: Readonly<Record<string, string>>,
  rounds: number,
): Promise<Ratios> {
  const timeOf = async (server: Running, path: string, cookie: string) =>
    (await load(server, { requests: [{ path, headers: { cookie } }], concurrency: 1, count: 1 })).p50;
  const everyPage = async () => {
    const ratios = new Map<string, number>();
    for (const [name, path] of shuffled(Object.entries(pages))) {
      const emptyMs = await timeOf(empty, paths.auditLog, cookie.empty);
      ratios.set(name, (await timeOf(full, path, cookie.full)) / emptyMs);
    }
    return ratios;
  };
  const measured = await interleave({ ratios: everyPage }, { rounds, warmUpRounds: WARM_UP });
  return new Map(
    Object.keys(pages).map((name) => [name, medianOf(measured, ({ ratios }) => ratios.get(name) ?? Number.NaN)]),
  );
}

const slowest = (ratios: Ratios) => [...ratios].sort(([, one], [, other]) => other - one);

async function measure(context: Context): Promise<readonly Figure[]> {
  const { startServer, createDatabase, administratorCookie, settings, progress, sql } = context;
  const emptySettings = await createDatabase("empty");
  const [empty, full] = [await startServer(emptySettings), await startServer()];
  await switchDatabase(emptySettings);
  const emptyCookie = await administratorCookie();
  await switchDatabase(settings);
  const cookie = { empty: emptyCookie, full: await administratorCookie() };
  const people: People = {
    attacked: await activeAccount(),
    busy: await adminAccount(),
    former: await adminAccount(),
    regulars: await Promise.all(Array.from({ length: REGULARS }, () => activeAccount())),
  };
  progress.print(`Recording ${EVENTS} events …`);
  await fillAuditLog(sql, EVENTS, people);
  const pages = pagesFor(people);
  const servers = { empty, full, cookie };
  const ratios = await ratiosOf(context, servers, pages, ROUNDS);
  const retried = slowest(ratios).slice(0, RETRIED);
  const chosen = Object.fromEntries(retried.map(([name]) => [name, String(pages[name])]));
  const [[slowestPage, worst] = ["", 0]] = slowest(await ratiosOf(context, servers, chosen, RETRY_ROUNDS));
  return [
    {
      name: `Audit log, ${ratios.size} pages of ${EVENTS} events ÷ of none, median`,
      value: median([...ratios.values()]),
    },
    { name: "Audit log, slowest page ÷ of none", value: worst, limit: { atMost: LIMIT }, detail: slowestPage },
  ];
}
