import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { lockedAccount } from "#tests/db/people.ts";
import { LOCK_AFTER } from "#tests/servers/server.ts";
import { adminClient } from "./clients.ts";
import { sectionOf, textOf } from "./page-text.ts";
import { test } from "./test.ts";

test("the pages of a locked account explain the lock and its end", async ({ server }) => {
  const { id } = await lockedAccount();
  const client = await adminClient(server);
  const facts = sectionOf(await client.get(paths.accountDetails(id)), "Account");
  expect(facts).toMatch(new RegExp(`LOCKED Locked since \\d+ \\w+ \\d+[^.]* UTC .* Failed sign-ins ${LOCK_AFTER}`));
  expect(facts).toContain("A password reset unlocks the account.");
  expect(textOf(await client.get(paths.resetPassword(id)))).toContain("This unlocks the account.");
});
