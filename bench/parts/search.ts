import type postgres from "postgres";
import { listPath, ORDERS, SINGLE_FILTERS } from "#bench/harness/list-queries.ts";
import type { Load } from "#bench/harness/load.ts";
import type { Part } from "#bench/harness/part.ts";
import { medianOf } from "#bench/harness/statistics.ts";
import { paths } from "#lib/paths.ts";

/** Frequent and rare, long and short, in several scripts; of everybody, of nobody, and all at one end of an order. */
const TERMS = [
  "example",
  "paris",
  "an",
  "kov",
  "li",
  "papadopoulos",
  "Παπαδόπουλος",
  "十",
  "q",
  "maya washington",
  "zq",
  "nobody",
];
const RENAMED = 55_000;
/** Every search is measured a few times, and those that took longest, often. */
const SLOWEST = 12;
const SAMPLES = 20;
const ROUNDS = 3;

export const part: Part = {
  title: "Search",
  database: "seeded",
  async measure({ sql, startServer, administratorCookie, load, interleave, progress }) {
    const [server, headers] = [await startServer(), { cookie: await administratorCookie() }];
    await renameAccounts(sql);
    const measure = (path: string, count: number) =>
      load(server, { requests: [{ path, headers }], concurrency: 1, count });
    const searches = TERMS.flatMap((search) =>
      [{}, ...SINGLE_FILTERS].flatMap((filter) => ORDERS.map((order) => listPath({ search, ...filter, ...order }))),
    );
    const times: (readonly [path: string, p50: number])[] = [];
    for (const path of searches) {
      times.push([path, (await measure(path, 2)).p50]);
      progress.update(times.length, searches.length);
    }
    const slowest = times.toSorted(([, one], [, other]) => other - one).slice(0, SLOWEST);
    const tasks = [paths.accounts, ...slowest.map(([path]) => path)].map(
      (path) => [path, () => measure(path, SAMPLES)] as const,
    );
    const rounds = await interleave<Record<string, Load>>(Object.fromEntries(tasks), {
      rounds: ROUNDS,
      warmUpRounds: 0,
    });
    const p95Of = (path: string) => medianOf(rounds, (round) => round[path]?.p95 ?? Number.NaN);
    const list = p95Of(paths.accounts);
    const [worst] = slowest.map(([path]) => path).toSorted((one, other) => p95Of(other) - p95Of(one));
    const p95 = p95Of(worst ?? "");
    return [
      {
        name: `Slowest of ${searches.length} searches after ${RENAMED} changes ÷ list page, p95`,
        value: p95 / list,
        limit: { atMost: 6 },
        detail: `${p95.toFixed(1)} ms ÷ ${list.toFixed(1)} ms: ${decodeURIComponent(String(worst?.split("?")[1]))}`,
      },
    ];
  },
};

/** Each in a transaction of its own would take minutes. */
async function renameAccounts(sql: postgres.Sql): Promise<void> {
  await sql`SELECT set_config('statement_timeout', '0', false)`;
  await sql`
    UPDATE accounts SET last_name = last_name || 'son', sort_key = regexp_replace(sort_key, '( |$)', 'son\\1'),
      search_text = search_text || ' ' || split_part(sort_key, ' ', 1) || 'son'
    WHERE id IN (SELECT id FROM accounts ORDER BY hashtext(id::text) LIMIT ${RENAMED})`;
}
