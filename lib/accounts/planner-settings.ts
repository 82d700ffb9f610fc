import { sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";

/** The planner cannot know how often a word occurs, so it is left no choice where a wrong guess would take seconds. */
const NESTED_LOOPS = {
  enable_seqscan: "off",
  enable_hashjoin: "off",
  enable_mergejoin: "off",
  max_parallel_workers_per_gather: "0",
  jit: "off",
};

const SETTINGS = {
  /** The order is that of an index, so that the first rows come first. */
  scan: { ...NESTED_LOOPS, enable_sort: "off", enable_bitmapscan: "off", enable_hashagg: "off" },
  /** Rows come by their ids. */
  sort: { ...NESTED_LOOPS, enable_sort: "on", enable_bitmapscan: "on", enable_hashagg: "on" },
  all: {
    ...NESTED_LOOPS,
    enable_seqscan: "on",
    enable_hashjoin: "on",
    enable_mergejoin: "on",
    enable_sort: "on",
    enable_bitmapscan: "on",
    enable_hashagg: "on",
  },
} as const;

/** Until the transaction ends. */
export async function setPlanner(tx: Transaction, purpose: keyof typeof SETTINGS): Promise<void> {
  const settings = Object.entries(SETTINGS[purpose]).map(([name, value]) => `set_config('${name}', '${value}', true)`);
  await tx.execute(sql.raw(`SELECT ${settings.join(", ")}`));
}
