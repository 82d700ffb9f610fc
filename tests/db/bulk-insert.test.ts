import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { bulkInsert } from "#db/bulk-insert.ts";
import { read } from "#db/client.ts";
import { copyRows } from "#db/copy.ts";
import { accounts } from "#db/schema/accounts.ts";
import { credentials } from "#db/schema/credentials.ts";
import { accountRows } from "#seed/account-rows.ts";
import { demonstrationPerson } from "#seed/person.ts";
import { asOwner } from "./owner.ts";

const rowsOf = (person: Partial<ReturnType<typeof demonstrationPerson>>, number: number) =>
  accountRows([
    {
      person: { ...demonstrationPerson(number), ...person },
      createdAt: new Date("2026-01-02T03:04:05.678Z"),
      credentialState: { passwordHash: null },
    },
  ]);

test("COPY stores values exactly, and defaults for those left out", async () => {
  const special = 'tab\tline\nreturn\rback\\slash \\N \\. "quotes" {braces}, NULL';
  const rows = rowsOf({ firstName: special, lastName: "", phone: null, roles: ["viewer", "administrator"] }, 1);
  await copyRows(async (copy) => {
    await copy(accounts, rows.accounts);
    await copy(credentials, rows.credentials);
  });
  const [id = ""] = rows.accounts.map((row) => row.id);
  const [stored] = await read((db) => db.select().from(accounts).where(eq(accounts.id, id)));
  expect(stored).toEqual({ ...rows.accounts[0], emailNotifications: [] });
  const [credential] = await read((db) => db.select().from(credentials).where(eq(credentials.accountId, id)));
  expect(credential).toMatchObject({ passwordHash: null, version: 1, failedAttempts: 0, hasIdentity: false });
});

test("a failing COPY leaves nothing behind", async () => {
  const [first, second] = [rowsOf({}, 2), rowsOf({ email: "someone.else@example.com" }, 2)];
  const insert = copyRows(async (copy) => {
    await copy(accounts, second.accounts);
    await copy(accounts, [...first.accounts, ...first.accounts]);
  });
  await expect(insert).rejects.toThrow("23505");
  const email = String(second.accounts[0]?.email);
  expect(await read((db) => db.select().from(accounts).where(eq(accounts.email, email)))).toEqual([]);
});

const collectingIndexes = async () => {
  const indexes = await asOwner<{ name: string }[]>`
    SELECT relname AS name FROM pg_class JOIN pg_index ON indexrelid = pg_class.oid
    WHERE indrelid = 'accounts'::regclass AND 'fastupdate=on' = ANY(reloptions)`;
  return indexes.map(({ name }) => name);
};

test("the search index collects entries only while rows are inserted", async () => {
  const during = await bulkInsert([accounts], collectingIndexes);
  expect(during).toContain("accounts_by_search");
  expect(await collectingIndexes()).toEqual([]);
});

test("the search index no longer collects entries after a failure", async () => {
  await expect(bulkInsert([accounts], () => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
  expect(await collectingIndexes()).toEqual([]);
});

test("inserted rows are known to the planner", async () => {
  const rows = [3, 4, 5].flatMap((number) => rowsOf({}, number).accounts);
  await bulkInsert([accounts], () => copyRows((copy) => copy(accounts, rows)));
  const [row] = await read((db) =>
    db.execute<{ estimate: number; actual: number }>(
      sql`SELECT reltuples::int AS estimate, (SELECT count(*)::int FROM accounts) AS actual FROM pg_class WHERE oid = 'accounts'::regclass`,
    ),
  );
  expect(row?.estimate).toBe(row?.actual);
});
