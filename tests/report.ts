import { existsSync, readFileSync } from "node:fs";

type Result = Readonly<{ title: string; seconds: number; passed: boolean }>;

const SLOWEST = 10;

/** The slowest tests of several JUnit reports, those that are there, and how many passed; empty where none ran. */
export function summaryOf(reports: Readonly<Record<string, string>>): string {
  const results = Object.entries(reports)
    .filter(([, path]) => existsSync(path))
    .flatMap(([step, path]) => testResults(readFileSync(path, "utf8")).map((result) => ({ step, ...result })));
  if (results.length === 0) return "";
  const slowest = results
    .toSorted((one, other) => other.seconds - one.seconds)
    .slice(0, SLOWEST)
    .map(({ step, title, seconds }) => `${seconds.toFixed(1).padStart(6)} s  ${step}: ${title}`);
  const count = results.filter(({ passed }) => passed).length;
  return `The slowest tests:\n${slowest.join("\n")}\n\n${count} passed, ${results.length - count} failed`;
}

const TEST_CASE = /<testcase ([^>]*?)(?:\/>|>(.*?)<\/testcase>)/gs;

/** The results in a JUnit report, as Vitest and Playwright both write it. */
const testResults = (xml: string): Result[] =>
  [...xml.matchAll(TEST_CASE)].map(([, attributes = "", content = ""]) => ({
    title: decoded(attribute(attributes, "name")),
    seconds: Number(attribute(attributes, "time")),
    passed: !/<(failure|error|skipped)\b/.test(content),
  }));

const attribute = (attributes: string, name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1] ?? "";

const ENTITIES: Readonly<Record<string, string>> = { quot: '"', apos: "'", lt: "<", gt: ">", amp: "&" };

const decoded = (text: string) => text.replace(/&(\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);
