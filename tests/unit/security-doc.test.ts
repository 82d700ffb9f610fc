import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const DOC = "docs/security.md";
const REFERENCE = /`((?:unit|db|http|browser|platform|image|vercel)\/[^`]+)`/g;

const exists = (reference: string) =>
  [".test.ts", ".spec.ts"].some((suffix) => existsSync(join("tests", reference + suffix)));

test("every test named in docs/security.md exists", () => {
  const references = [...readFileSync(DOC, "utf8").matchAll(REFERENCE)].map(([, reference = ""]) => reference);
  expect(references.length).toBeGreaterThan(50);
  expect(references.filter((reference) => !exists(reference))).toEqual([]);
});
