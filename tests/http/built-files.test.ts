import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const filesIn = (...folder: readonly string[]) =>
  readdirSync(join(...folder), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());

test("files for browsers mention no setting, table or hash of the server", () => {
  const built = filesIn(".next", "static");
  expect(built.length).toBeGreaterThan(0);
  for (const entry of built) {
    const text = readFileSync(join(entry.parentPath, entry.name), "utf8");
    expect(text, entry.name).not.toMatch(
      /AUTH_SECRET|DATABASE_URL|ADMIN_PASSWORD|BCRYPT_COST|password_hash|hmac-sha384/,
    );
    expect(entry.name).not.toMatch(/\.map$/);
  }
});

test("no server action closes over a value", () => {
  const scripts = filesIn(".next", "server").filter(({ name }) => name.endsWith(".js"));
  expect(scripts.length).toBeGreaterThan(0);
  for (const { parentPath, name } of scripts)
    expect(readFileSync(join(parentPath, name), "utf8"), name).not.toMatch(/(?:en|de)cryptActionBoundArgs/);
});
