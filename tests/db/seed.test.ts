import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { read } from "#db/client.ts";
import { listAccounts } from "#lib/accounts/list-accounts.ts";
import { isSegregated } from "#lib/domains/segregation.ts";
import { signIn } from "#lib/sign-in/sign-in.ts";
import { demonstrationPerson } from "#seed/person.ts";
import { seed } from "#seed/seed.ts";
import { administrator, anonymousSource, PASSWORD } from "./people.ts";

const counted = (condition: string) =>
  read(async (db) => {
    const rows = await db.execute<{ count: number }>(
      sql`SELECT count(*)::int AS count FROM accounts JOIN credentials ON account_id = id WHERE ${sql.raw(condition)}`,
    );
    return rows[0]?.count ?? 0;
  });

test("seeding twice adds only what is missing", async () => {
  const progress: number[] = [];
  expect(await seed({ accounts: 300 })).toEqual({ added: 300, total: 300 });
  expect(await seed({ accounts: 300 })).toEqual({ added: 0, total: 300 });
  expect(await seed({ accounts: 2100, onProgress: (done) => progress.push(done) })).toEqual({
    added: 1800,
    total: 2100,
  });
  expect(progress.toSorted((one, other) => one - other).at(-1)).toBe(2100);
});

test("demonstration accounts come in every state, with every mix of roles", async () => {
  expect(
    await counted("locked_at IS NOT NULL AND failed_attempts > 0 AND last_sign_in_at < locked_at"),
  ).toBeGreaterThan(0);
  expect(
    await counted("locked_at IS NULL AND last_sign_in_at < now() AND last_sign_in_at > created_at"),
  ).toBeGreaterThan(0);
  expect(await counted("last_sign_in_at IS NULL AND single_use_expires_at > now()")).toBeGreaterThan(0);
  expect(await counted("last_sign_in_at IS NULL AND single_use_expires_at < now()")).toBeGreaterThan(0);
  expect(await counted("created_at > now()")).toBe(0);
  const mixes = await read((db) => db.execute(sql`SELECT DISTINCT roles FROM accounts`));
  expect(mixes).toHaveLength(15);
});

test("demonstration domains exist once and restrict no administrator", async () => {
  const domains = () => read((db) => db.execute<{ path: string }>(sql`SELECT path FROM domains`));
  const first = await domains();
  expect(first.map(({ path }) => path)).toEqual(expect.arrayContaining(["EMEA/France/Paris", "City works/Water"]));
  await seed({ accounts: 300 });
  expect(await domains()).toHaveLength(first.length);
  const restricted = "EXISTS (SELECT FROM account_domains a WHERE a.account_id = id)";
  expect(await counted(restricted)).toBeGreaterThan(0);
  expect(await counted(`${restricted} AND 'administrator' = ANY(roles)`)).toBe(0);
  expect(await isSegregated()).toBe(true);
});

test("demonstration accounts match either spelling of their names", async () => {
  const actor = await administrator();
  const { firstName, lastName, email } = demonstrationPerson(11);
  const byName = await listAccounts(actor, { search: `${lastName} ${firstName}`, sort: "name" });
  const byEmail = await listAccounts(actor, { search: email.split("@")[0], sort: "name" });
  expect(byName.rows.map((row) => row.email)).toContain(email);
  expect(byEmail.rows.map((row) => row.email)).toContain(email);
});

test("no password works for a demonstration account", async () => {
  for (const password of [PASSWORD, "password", "gatehouse", demonstrationPerson(0).email])
    expect(await signIn({ email: demonstrationPerson(0).email, password }, anonymousSource())).toMatchObject({
      signedIn: false,
    });
});
