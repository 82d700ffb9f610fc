import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { activeAccount } from "#tests/db/people.ts";
import { adminClient, anonymousClient, signIn } from "./clients.ts";
import { dump, dumpWithoutLastUse } from "./database.ts";
import { alertOf, fieldValue } from "./page-text.ts";
import { test } from "./test.ts";

const ANY_ID = "00000000-0000-4000-8000-000000000000";

/** Fields that no form has, with what an attacker would set. */
const UNOFFERED: Readonly<Record<string, string>> = {
  id: ANY_ID,
  accountId: ANY_ID,
  role: "administrator",
  status: "ACTIVE",
  state: "ACTIVE",
  version: "99",
  failedAttempts: "0",
  failed_attempts: "0",
  lockedAt: "",
  passwordHash: "x",
  password_hash: "x",
  singleUseExpiresAt: "",
  emailVerified: "2026-01-01",
  createdAt: "2000-01-01",
  sortKey: "zzz",
  searchText: "zzz",
  actor: ANY_ID,
  sessionId: ANY_ID,
};

test.for(Object.keys(UNOFFERED))("a form with a field %s is refused and changes nothing", async (name, { server }) => {
  const client = await adminClient(server);
  const target = await activeAccount();
  const before = await dumpWithoutLastUse();
  const sent = { lastName: "Byron", [name]: UNOFFERED[name] };
  for (const answer of [
    await client.submit(paths.account, "firstName", sent),
    await client.submit(paths.accountDetails(target.id), "seen", sent),
  ]) {
    expect(answer.status).toBe(400);
    expect(alertOf(answer)).toContain("This form is out of date.");
    expect(fieldValue(answer, "lastName")).toBe("Byron");
  }
  expect(await dumpWithoutLastUse()).toEqual(before);
});

test("a profile form cannot set what only administrators may change", async ({ server }) => {
  const user = await activeAccount();
  const client = await signIn(anonymousClient(server), user);
  const before = await dumpWithoutLastUse();
  const sent = { firstName: "Ada", lastName: "Byron", phone: "", roles: ["administrator"], email: "root@example.com" };
  expect((await client.submit(paths.account, "firstName", sent)).status).toBe(400);
  expect(await dumpWithoutLastUse()).toEqual(before);
});

test("a forged earlier state of an account is a conflict", async ({ server }) => {
  const client = await adminClient(server);
  const target = await activeAccount({ phone: null });
  const forged = JSON.stringify({
    firstName: "X",
    lastName: "Y",
    email: "z@example.com",
    phone: null,
    roles: ["administrator"],
    emailNotifications: [],
  });
  const answer = await client.submit(paths.accountDetails(target.id), "seen", { seen: forged, lastName: "Byron" });
  expect(answer.status).toBe(200);
  expect(answer.body).toContain("Someone else changed this account");
  expect((await dump()).accounts?.find((row) => row.includes(target.id))).not.toContain("Byron");
});
