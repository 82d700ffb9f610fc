import { performance } from "node:perf_hooks";
import type { Part } from "#bench/harness/part.ts";
import { seed } from "#seed/seed.ts";

export const part: Part = {
  title: "Seeding",
  database: "empty",
  async measure({ options: { accounts }, progress }) {
    const began = performance.now();
    await seed({ accounts, onProgress: (done) => progress.update(done, accounts) });
    const perSecond = (accounts * 1000) / (performance.now() - began);
    return [{ name: "Demonstration accounts added", value: perSecond, unit: "/s", limit: { atLeast: 8000 } }];
  },
};
