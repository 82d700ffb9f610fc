import { listPath, ORDERS, PAIRS_OF_FILTERS, SINGLE_FILTERS } from "#bench/harness/list-queries.ts";
import type { Load } from "#bench/harness/load.ts";
import type { Part } from "#bench/harness/part.ts";
import { medianOf } from "#bench/harness/statistics.ts";

const SAMPLES_IN_EACH_ORDER = 3;
const ROUNDS = 3;
const LIMIT = 2;

export const part: Part = {
  title: "List with filters",
  database: "seeded",
  async measure({ startServer, administratorCookie, load, interleave }) {
    const [server, headers] = [await startServer(), { cookie: await administratorCookie() }];
    const nameOf = (filters: Readonly<Record<string, string>>) => Object.values(filters).join(" and ");
    const inEveryOrder = (filters: Readonly<Record<string, string>>) => () =>
      load(server, {
        requests: ORDERS.map((order) => ({ path: listPath({ ...filters, ...order }), headers })),
        concurrency: 1,
        count: ORDERS.length * SAMPLES_IN_EACH_ORDER,
      });
    const tasks = [{}, ...SINGLE_FILTERS, ...PAIRS_OF_FILTERS].map(
      (filters) => [nameOf(filters), inEveryOrder(filters)] as const,
    );
    const rounds = await interleave<Record<string, Load>>(Object.fromEntries(tasks), { rounds: ROUNDS });
    const p50Of = (name: string) => medianOf(rounds, (round) => round[name]?.p50 ?? Number.NaN);
    const list = p50Of("");
    return Object.entries({ "one filter": SINGLE_FILTERS, "two filters": PAIRS_OF_FILTERS }).map(([title, filters]) => {
      const [worst = ""] = filters.map(nameOf).toSorted((one, other) => p50Of(other) - p50Of(one));
      return {
        name: `List with ${title}, slowest of ${filters.length} ÷ list page, p50`,
        value: p50Of(worst) / list,
        limit: { atMost: LIMIT },
        detail: `${p50Of(worst).toFixed(1)} ms ÷ ${list.toFixed(1)} ms: ${worst}`,
      };
    });
  },
};
