import type { Part } from "#bench/harness/part.ts";
import { residentMemory } from "#bench/harness/processes.ts";
import type { Running } from "#bench/harness/servers.ts";
import { median } from "#bench/harness/statistics.ts";
import { paths } from "#lib/paths.ts";

const SLICE_SECONDS = 5;
const SLICES_PER_MINUTE = 60 / SLICE_SECONDS;
/** Of which the median is taken, because collecting garbage makes memory go up and down. */
const SAMPLED_SLICES = 6;
const PEAK_LIMIT = 1.3;
const GROWTH_LIMIT = 1.15;

export const part: Part = {
  title: "Memory",
  database: "seeded",
  async measure({ options: { soakMinutes }, startServer, startBare, administratorCookie, load, progress }) {
    const [server, bare, cookie] = [await startServer(), await startBare(), await administratorCookie()];
    const headers = { cookie };
    const pages = [
      { path: paths.accounts, headers },
      { path: paths.login },
      { path: paths.access, headers, status: 204 },
    ];
    const barePages = [{ path: "/table", headers }, { path: "/" }, { path: "/empty", headers, status: 204 }];
    const slices = soakMinutes * SLICES_PER_MINUTE;
    let [sent, first] = [0, 0];
    let samples: number[] = [];
    for (let slice = 1; slice <= slices; slice++) {
      sent += (await load(server, { requests: pages, seconds: SLICE_SECONDS })).count;
      samples = [...samples, memoryOf(server).now].slice(-SAMPLED_SLICES);
      if (slice === SLICES_PER_MINUTE) first = median(samples);
      progress.update(slice, slices + 1);
    }
    await load(bare, { requests: barePages, count: sent });
    const [own, floor] = [memoryOf(server).peak, memoryOf(bare).peak];
    return [
      {
        name: "Peak memory ÷ bare application after as many requests",
        value: knownOf(own / floor),
        limit: { atMost: PEAK_LIMIT },
        detail: `${megabytes(own)} ÷ ${megabytes(floor)} after ${sent} requests`,
      },
      {
        name: `Memory after ${soakMinutes} minutes of load ÷ after one`,
        value: knownOf(median(samples) / first),
        limit: { atMost: GROWTH_LIMIT },
        detail: `${megabytes(median(samples))} ÷ ${megabytes(first)}`,
      },
    ];
  },
};

const memoryOf = ({ pid }: Running) => residentMemory(pid) ?? { now: Number.NaN, peak: Number.NaN };

const knownOf = (figure: number) => (Number.isNaN(figure) ? undefined : figure);

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
