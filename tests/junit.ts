export type TestResult = Readonly<{ title: string; seconds: number; passed: boolean }>;

const TEST_CASE = /<testcase ([^>]*?)(?:\/>|>(.*?)<\/testcase>)/gs;

/** The results in a JUnit report, which Vitest and Playwright both write. */
export const testResults = (xml: string): TestResult[] =>
  [...xml.matchAll(TEST_CASE)].map(([, attributes = "", content = ""]) => ({
    title: decoded(attribute(attributes, "name")),
    seconds: Number(attribute(attributes, "time")),
    passed: !/<(failure|error|skipped)\b/.test(content),
  }));

const attribute = (attributes: string, name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1] ?? "";

const ENTITIES: Readonly<Record<string, string>> = { quot: '"', apos: "'", lt: "<", gt: ">", amp: "&" };

const decoded = (text: string) => text.replace(/&(\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);
