import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { activeAccount } from "#tests/db/people.ts";
import { adminClient, anonymousClient, signIn } from "./clients.ts";
import { test } from "./test.ts";

const NAMES = [
  "<img src=x onerror=alert(1)>",
  '"><script>alert(1)</script>',
  "</title><script>",
  "{{7*7}}",
  "'; DROP TABLE accounts;--",
  "=cmd|' /C calc'!A0",
  "&lt;b&gt;",
  "javascript:alert(1)",
];

test("names are escaped on every page", async ({ server }) => {
  const client = await adminClient(server);
  for (const name of NAMES) {
    const user = await activeAccount({ firstName: name, lastName: name });
    const own = await signIn(anonymousClient(server), user);
    const pages = [
      client.get(`${paths.accounts}?search=${encodeURIComponent(user.email)}`),
      client.get(paths.accountDetails(user.id)),
      client.get(paths.deleteAccount(user.id)),
      own.get(paths.home),
      own.get(paths.account),
    ];
    for (const { body, status } of await Promise.all(pages)) {
      expect(status).toBe(200);
      expect(body).not.toContain("<img src=x");
      expect(body).not.toContain("<script>");
      expect(body).not.toMatch(/href="javascript:/);
    }
  }
});
