import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

test("nothing that browsers load mentions the server's settings, tables or hashes", () => {
  const entries = readdirSync(join(".next", "static"), { recursive: true, withFileTypes: true });
  const built = entries.filter((entry) => entry.isFile());
  expect(built.length).toBeGreaterThan(0);
  for (const entry of built) {
    const text = readFileSync(join(entry.parentPath, entry.name), "utf8");
    expect(text, entry.name).not.toMatch(
      /AUTH_SECRET|DATABASE_URL|ADMIN_PASSWORD|BCRYPT_COST|password_hash|hmac-sha384/,
    );
    expect(entry.name).not.toMatch(/\.map$/);
  }
});
