import { eq } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { read } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { credentials } from "#db/schema/credentials.ts";
import type { Actor } from "#lib/access/actor.ts";
import { writeCursor } from "#lib/accounts/accounts-query.ts";
import { deleteAccount } from "#lib/accounts/delete-account.ts";
import { Forbidden } from "#lib/errors.ts";
import { seed } from "#seed/seed.ts";
import { emailsOn, page, pagesBack, pagesForward } from "./paging.ts";
import { accountWithExpiredPassword, activeAccount, administrator, lockedAccount, viewer } from "./people.ts";

let actor: Actor;

beforeAll(async () => {
  await seed({ accounts: 230 });
  actor = await administrator();
});

const everybody = () =>
  read((db) => db.select().from(accounts).innerJoin(credentials, eq(credentials.accountId, accounts.id)));

type Row = Awaited<ReturnType<typeof everybody>>[number];

const byBytes = (one: string, other: string) => Buffer.compare(Buffer.from(one), Buffer.from(other));

const ORDERS: Record<string, (one: Row, other: Row) => number> = {
  name: (one, other) => byBytes(one.accounts.sortKey, other.accounts.sortKey),
  email: (one, other) => byBytes(one.accounts.email, other.accounts.email),
  created: (one, other) => Number(one.accounts.createdAt) - Number(other.accounts.createdAt),
  "last-sign-in": (one, other) =>
    (one.credentials.lastSignInAt?.getTime() ?? 0) - (other.credentials.lastSignInAt?.getTime() ?? 0),
};

async function inOrder(sort: string, direction: string): Promise<string[]> {
  const compare = ORDERS[sort] ?? (() => 0);
  const rows = (await everybody()).toSorted(
    (one, other) => compare(one, other) || byBytes(one.accounts.id, other.accounts.id),
  );
  const emails = rows.map(({ accounts: { email } }) => email);
  return direction === "ascending" ? emails : emails.toReversed();
}

const SORTINGS = Object.keys(ORDERS).flatMap((sort) => [
  { sort, direction: "ascending" },
  { sort, direction: "descending" },
]);

test.each(SORTINGS)(
  "by $sort, $direction, the list holds everybody once and in order, there and back",
  async (sorting) => {
    const expected = await inOrder(sorting.sort, sorting.direction);
    const forward = await pagesForward(actor, sorting);
    expect(emailsOn(forward)).toEqual(expected);
    expect(forward.length).toBe(Math.ceil(expected.length / 50));

    const last = forward.at(-1);
    if (!last) throw new Error("The list is empty.");
    const back = await pagesBack(actor, sorting, last);
    expect(emailsOn(back)).toEqual(expected);
    expect(back.map(({ rows }) => rows.length)).toEqual(forward.map(({ rows }) => rows.length));
  },
);

test.each(SORTINGS)("by $sort, $direction, no account is missed or repeated during inserts", async (sorting) => {
  const stood = await inOrder(sorting.sort, sorting.direction);
  const add = async () => {
    await activeAccount();
    await lockedAccount();
    await accountWithExpiredPassword();
  };
  const forward = await pagesForward(actor, sorting, add);
  const seen = emailsOn(forward);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.filter((email) => stood.includes(email))).toEqual(stood);

  const last = forward.at(-1);
  if (!last) throw new Error("The list is empty.");
  const back = emailsOn(await pagesBack(actor, sorting, last, add));
  expect(new Set(back).size).toBe(back.length);
  expect(back.filter((email) => stood.includes(email))).toEqual(stood);
});

test("a page starts after its cursor even when that row was deleted", async () => {
  const first = await page(actor, { sort: "email" });
  const expected = await page(actor, { sort: "email", after: String(first.next) });
  const edge = first.rows.at(-1);
  if (edge && !edge.isOwn) await deleteAccount(actor, edge.id);
  expect(await page(actor, { sort: "email", after: String(first.next) })).toEqual(expected);
});

test("the ends of the list have no further page", async () => {
  const pages = await pagesForward(actor, {});
  expect(pages.at(0)?.previous).toBeUndefined();
  expect(pages.at(-1)?.next).toBeUndefined();
});

test("filters by state and role show exactly the matching accounts", async () => {
  const rows = await everybody();
  const locked = emailsOn(await pagesForward(actor, { state: "LOCKED" }));
  expect(locked.toSorted()).toEqual(
    rows
      .filter((row) => row.credentials.lockedAt)
      .map((row) => row.accounts.email)
      .toSorted(),
  );
  const active = emailsOn(await pagesForward(actor, { state: "ACTIVE" }));
  expect(active).toHaveLength(rows.length - locked.length);
  const managers = emailsOn(await pagesForward(actor, { role: "device-manager", state: "LOCKED" }));
  expect(managers.toSorted()).toEqual(
    rows
      .filter((row) => row.credentials.lockedAt && row.accounts.roles.includes("device-manager"))
      .map((row) => row.accounts.email)
      .toSorted(),
  );
});

test("a row shows state, last sign-in and expiry, and no secret", async () => {
  const locked = await lockedAccount();
  const expired = await accountWithExpiredPassword();
  const own = await page(actor, { search: actor.email });
  expect(own.rows).toMatchObject([{ id: actor.id, isOwn: true, state: "ACTIVE", lastSignInAt: expect.any(Date) }]);
  expect((await page(actor, { search: locked.email })).rows).toMatchObject([{ isOwn: false, state: "LOCKED" }]);
  expect((await page(actor, { search: expired.email })).rows).toMatchObject([
    { lastSignInAt: null, singleUseExpiresAt: expect.any(Date) },
  ]);
  expect(JSON.stringify(await page(actor))).not.toMatch(/bcrypt|failed|version/i);
});

test("only administrators can list accounts", async () => {
  await expect(page(await viewer())).rejects.toBeInstanceOf(Forbidden);
});

test.each([
  ["created", "garbage"],
  ["created", "2026-02-31 00:00:00+00"],
  ["last-sign-in", "Åberg"],
  ["name", "nul\0byte"],
  ["email", "\ud800"],
])("a forged cursor by %s (%j) causes no server error", async (sort, key) => {
  const after = writeCursor({ key, id: "00000000-0000-4000-8000-000000000000" });
  await page(actor, { sort, after }).catch((error) => expect(error).toMatchObject({ name: "ZodError" }));
});
