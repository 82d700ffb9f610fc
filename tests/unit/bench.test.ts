import { expect, test } from "vitest";
import { parseOptions } from "#bench/harness/arguments.ts";
import { type ProcessorSample, takenByOthers } from "#bench/harness/disturbance.ts";
import { interleave, undisturbed } from "#bench/harness/interleave.ts";
import { type Figure, isHeld } from "#bench/harness/part.ts";
import { bar } from "#bench/harness/progress.ts";
import { disturbanceNote, jsonReport, markdownReport, tableReport } from "#bench/harness/report.ts";
import { median, percentile, separation } from "#bench/harness/statistics.ts";

test("median and percentile of unsorted samples", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(percentile(hundred, 0.95)).toBe(95);
  expect(percentile(hundred, 0.5)).toBe(50);
  expect(percentile([7], 0.99)).toBe(7);
});

test("separation is a half for equal samples and one without overlap", () => {
  expect(separation([1, 2, 3], [1, 2, 3])).toBe(0.5);
  expect(separation([4, 5], [1, 2])).toBe(1);
});

const at = (atMs: number, busyMs: number, ownMs: number): ProcessorSample => ({ atMs, busyMs, ownMs });

test("others took what was busy without being ours", () => {
  expect(takenByOthers(at(0, 5000, 100), at(1000, 6500, 1100))).toBe(0.5);
  expect(takenByOthers(at(0, 5000, 100), at(1000, 6000, 1100))).toBe(0);
  // The clocks of processes and of processors tick apart.
  expect(takenByOthers(at(0, 5000, 100), at(1000, 5990, 1100))).toBe(0);
});

/** Samples of windows of a second each, in which others take these shares of a processor. */
function samplesOf(shares: readonly number[]): () => ProcessorSample {
  const samples = shares.flatMap((share, index) => [at(index * 1000, 0, 0), at((index + 1) * 1000, share * 1000, 0)]);
  return () => samples.shift() as ProcessorSample;
}

/** Runs two rounds after one to warm up, of a single task that counts its runs. */
async function twoRounds(shares: readonly number[]) {
  let run = 0;
  const disturbance = undisturbed();
  const conditions = { disturbance, progress: { update() {} }, sample: samplesOf(shares) };
  const rounds = await interleave({ run: async () => run++ }, { rounds: 2, warmUpRounds: 1 }, conditions);
  return { runs: rounds.map((results) => results.run), disturbance };
}

test("rounds alternate between the tasks", async () => {
  const order: string[] = [];
  const task = (name: string) => async () => order.push(name);
  const conditions = { disturbance: undisturbed(), progress: { update() {} }, sample: samplesOf([0, 0, 0, 0]) };
  await interleave({ a: task("a"), b: task("b") }, { rounds: 2, warmUpRounds: 0 }, conditions);
  expect(order.join("")).toBe("abab");
});

test("a disturbed round is measured again", async () => {
  const { runs, disturbance } = await twoRounds([0, 0.5, 0.01, 0.02]);
  expect(runs).toEqual([2, 3]);
  expect(disturbance).toEqual({ rounds: 2, repeated: 1, accepted: 0, worstAccepted: 0 });
});

test("the least disturbed rounds are used if too many are", async () => {
  const { runs, disturbance } = await twoRounds([0, 0.5, 0.3, 0.9, 0.2]);
  expect(runs).toEqual([4, 2]);
  expect(disturbance).toEqual({ rounds: 2, repeated: 2, accepted: 2, worstAccepted: 0.3 });
  expect(disturbanceNote("list", disturbance)).toEqual([
    "list: 2 disturbed rounds were measured again; 2 of the 2 used are disturbed: other processes took up to 30 % of a processor.",
  ]);
});

test("arguments name parts and set accounts, soak and format", () => {
  const known = ["list", "start"];
  const defaults = { names: [], accounts: 100_000, soakMinutes: 2, format: "table" };
  expect(parseOptions([], known)).toEqual(defaults);
  expect(parseOptions(["start", "--json"], known)).toEqual({ ...defaults, names: ["start"], format: "json" });
  expect(parseOptions(["--accounts", "1000000", "--soak=10", "--markdown", "list", "start"], known)).toEqual({
    names: ["list", "start"],
    accounts: 1_000_000,
    soakMinutes: 10,
    format: "markdown",
  });
});

test.each([
  ["unknown"],
  ["--accounts", "0"],
  ["--accounts", "1000001"],
  ["--accounts", "many"],
  ["--soak", "1.5"],
  ["--json", "--markdown"],
  ["--unknown"],
])("the arguments %s %s are refused", (...args) => {
  expect(parseOptions(args, ["list"])).toBeUndefined();
});

const figures: readonly Figure[] = [
  { name: "List ÷ bare", value: 0.399, limit: { atLeast: 0.4 }, detail: "40/s ÷ 100/s" },
  { name: "HTML", value: 75.25, unit: "kB", limit: { atMost: 90 } },
  { name: "Memory", value: undefined, limit: { atMost: 1.3 } },
  { name: "Median", value: 1 },
];

const report = {
  date: "2026-12-01",
  accounts: 100_000,
  machine: { processor: "Processor", cores: 2, memoryGb: 24, system: "Linux 6" },
  versions: { gatehouse: "abcdef0", node: "24.0.0", next: "16.0.0", postgresql: "18.0" },
  figures,
  notes: ["A note."],
};

test("a figure is held within its limit, or if it is unknown", () => {
  expect(figures.map(isHeld)).toEqual([false, true, true, true]);
});

test("the table shows each figure beside its limit", () => {
  expect(tableReport(report)).toBe(`
Gatehouse abcdef0, Node 24.0.0, Next.js 16.0.0, PostgreSQL 18.0
Processor, 2 cores, 24 GB, Linux 6
100,000 accounts, 2026-12-01

What          Figure         Limit     Held   From
List ÷ bare   0.40           ≥ 0.40    NO     40/s ÷ 100/s
HTML          75.3 kB        ≤ 90 kB   yes
Memory        not measured   ≤ 1.30    ?
Median        1.00

A note.`);
});

test("the Markdown table has a row for each figure", () => {
  const lines = markdownReport(report).split("\n");
  expect(lines).toContain("| HTML | 75.3 kB | ≤ 90 kB | yes |  |");
  expect(lines.filter((line) => line.startsWith("|"))).toHaveLength(2 + figures.length);
});

test("JSON says of each figure whether its limit is held", () => {
  const { machine, figures } = JSON.parse(jsonReport(report));
  expect(machine.cores).toBe(2);
  expect(figures.map(({ held }: { held?: boolean }) => held)).toEqual([false, true, true, undefined]);
});

test("a progress bar fills up", () => {
  expect(bar("List", 0, 8)).toBe(`List ${"░".repeat(24)} 0 %`);
  expect(bar("List", 4, 8)).toBe(`List ${"█".repeat(12)}${"░".repeat(12)} 50 %`);
});
