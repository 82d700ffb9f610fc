import type { Part } from "#bench/harness/part.ts";
import { medianOf } from "#bench/harness/statistics.ts";
import { paths } from "#lib/paths.ts";

export const part: Part = {
  title: "List page",
  database: "seeded",
  isOnOneCore: true,
  async measure({ startServer, startBare, administratorCookie, load, interleave }) {
    const [server, bare, cookie] = [await startServer(), await startBare(), await administratorCookie()];
    const rounds = await interleave({
      list: () => load(server, { requests: [{ path: paths.accounts, headers: { cookie } }] }),
      bare: () => load(bare, { requests: [{ path: "/table", headers: { cookie } }] }),
    });
    const [list, table] = [
      medianOf(rounds, ({ list }) => list.perSecond),
      medianOf(rounds, ({ bare }) => bare.perSecond),
    ];
    return [
      {
        name: "List page, requests/s ÷ bare page with 50 rows, one core",
        value: medianOf(rounds, ({ list, bare }) => list.perSecond / bare.perSecond),
        limit: { atLeast: 0.4 },
        detail: `${list.toFixed(0)}/s ÷ ${table.toFixed(0)}/s`,
      },
      {
        name: "List page, HTML uncompressed",
        value: medianOf(rounds, ({ list }) => list.bytesPerResponse) / 1000,
        unit: "kB",
        limit: { atMost: 90 },
      },
    ];
  },
};
