import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { activeAccount } from "#tests/db/people.ts";
import { adminClient, anonymousClient, signIn } from "./clients.ts";
import { dump } from "./database.ts";
import { test } from "./test.ts";

const ANY_ID = "00000000-0000-4000-8000-000000000000";

/** What a form of ours never holds, and what somebody would like to set with it. */
const UNOFFERED = {
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
  nameKey: "zzz",
  searchText: "zzz",
  actor: ANY_ID,
  sessionId: ANY_ID,
};

const rowOf = (rows: readonly string[] = [], id: string) =>
  rows.map((row) => JSON.parse(row)).find((row) => row.id === id);

test("a profile form changes nothing but names and phone", async ({ server }) => {
  const user = await activeAccount();
  const client = await signIn(anonymousClient(server), user);
  const before = await dump();
  const values = {
    firstName: "Ada",
    lastName: "Byron",
    phone: "",
    roles: ["administrator"],
    email: "root@example.com",
  };
  expect((await client.submit(paths.account, "firstName", { ...values, ...UNOFFERED })).status).toBe(303);

  const after = await dump();
  const changed = { first_name: "Ada", last_name: "Byron", phone: null, name_key: "byron ada" };
  const search_text = `ada byron ada ${user.email}`;
  expect(rowOf(after.accounts, user.id)).toEqual({ ...rowOf(before.accounts, user.id), ...changed, search_text });
  expect(after.credentials).toEqual(before.credentials);
  expect(after.accounts?.length).toEqual(before.accounts?.length);
});

test("an account form changes nothing but what it shows", async ({ server }) => {
  const client = await adminClient(server);
  const target = await activeAccount();
  const before = await dump();
  const values = { firstName: "Ada", lastName: "Byron", phone: "", roles: ["device-manager"] };
  expect((await client.submit(paths.accountDetails(target.id), "seen", { ...values, ...UNOFFERED })).status).toBe(303);

  const after = await dump();
  expect(rowOf(after.accounts, target.id)).toEqual({
    ...rowOf(before.accounts, target.id),
    first_name: "Ada",
    last_name: "Byron",
    phone: null,
    roles: ["device-manager"],
    name_key: "byron ada",
    search_text: `ada byron ada ${target.email}`,
  });
  expect(after.credentials).toEqual(before.credentials);
});

test("a forged earlier state of an account is answered as a conflict", async ({ server }) => {
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
  expect(answer.body).toContain("Somebody else changed this account");
  expect((await dump()).accounts?.find((row) => row.includes(target.id))).not.toContain("Byron");
});
