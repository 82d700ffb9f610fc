import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

type Lockfile = Readonly<{ packages: Readonly<Record<string, Readonly<{ version?: string }>>> }>;

const { packages }: Lockfile = JSON.parse(readFileSync("package-lock.json", "utf8"));

/** All installed versions of a package, wherever it is nested. */
const versionsOf = (name: string): string[] =>
  Object.entries(packages)
    .filter(([path]) => path.endsWith(`node_modules/${name}`))
    .map(([, { version = "" }]) => version);

const isAtLeast = (version: string, floor: string): boolean =>
  !version.includes("-") && version.localeCompare(floor, "en", { numeric: true }) >= 0;

/** Older versions have known vulnerabilities. */
const FLOORS = { next: "16.4.1", "@auth/core": "0.41.3", "drizzle-orm": "0.45.2" };

for (const [name, floor] of Object.entries(FLOORS)) {
  test(`every installed ${name} is ${floor} or newer`, () => {
    const versions = versionsOf(name);
    expect(versions).not.toEqual([]);
    for (const version of versions) expect(isAtLeast(version, floor), version).toBe(true);
  });
}

test("next-auth is pinned to the reviewed beta", () => {
  expect(versionsOf("next-auth")).toEqual(["5.0.0-beta.32"]);
});

test("versions compare as numbers, and prereleases do not count", () => {
  expect(isAtLeast("16.4.10", "16.4.9")).toBe(true);
  expect(isAtLeast("16.4.0", "16.4.1")).toBe(false);
  expect(isAtLeast("17.0.0-canary.1", "16.4.1")).toBe(false);
});
