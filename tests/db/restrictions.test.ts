import { expect, test } from "vitest";
import { accountsQuery } from "#lib/accounts/accounts-query.ts";
import type { AccountUpdate } from "#lib/accounts/core/account-input.ts";
import { StaleEdit } from "#lib/accounts/core/stale-edit.ts";
import { createAccount } from "#lib/accounts/create-account.ts";
import { createAdministrator } from "#lib/accounts/create-administrator.ts";
import { deleteAccount } from "#lib/accounts/delete-account.ts";
import { findAccount } from "#lib/accounts/find-account.ts";
import { listAccounts } from "#lib/accounts/list-accounts.ts";
import { updateAccount } from "#lib/accounts/update-account.ts";
import { accountHistory } from "#lib/audit-log/account-history.ts";
import { deleteDomain } from "#lib/domains/delete-domain.ts";
import { RESTRICTIONS_MAX } from "#lib/domains/restrictions.ts";
import { setDomainActive } from "#lib/domains/set-domain-active.ts";
import { NotFound, UserError } from "#lib/errors.ts";
import { domainId, groupWith, restrict, segregate } from "./domains.ts";
import { newUserWithPassword } from "./new-users.ts";
import { onTheSide } from "./owner.ts";
import { emailsOn, pagesBack, pagesForward } from "./paging.ts";
import { activeAccount, administrator, type TestAccount } from "./people.ts";
import { eventsAbout, everything } from "./queries.ts";

const editOf = (
  { firstName, lastName, email, phone, roles }: TestAccount,
  ...restrictions: string[]
): AccountUpdate & { restrictions: string[] } => ({
  firstName,
  lastName,
  email,
  phone,
  roles: [...roles],
  restrictions,
  emailNotifications: [],
});

const restrictionsNow = async (id: string) => (await findAccount(await administrator(), id)).restrictions;

test("an account is created with restrictions, which are recorded", async () => {
  const actor = await administrator();
  const { name } = await groupWith(["EMEA/France", "APAC"], actor);
  const restrictions = [`${name}: EMEA/France`, `${name}: APAC`];
  const { accountId } = await createAccount(actor, newUserWithPassword({ restrictions }));
  const found = await findAccount(actor, accountId);
  expect(found.restrictions).toEqual(restrictions.toSorted());
  expect(found.domains).toMatchObject([{ path: "APAC" }, { path: "EMEA/France" }]);
  const [event] = await eventsAbout(accountId);
  expect(event?.changes).toContainEqual({
    field: "Domain restrictions",
    added: restrictions.toSorted(),
    removed: [],
  });
  await deleteAccount(actor, accountId);
  expect((await eventsAbout(accountId)).at(-1)?.changes).toContainEqual({
    field: "Domain restrictions",
    added: [],
    removed: restrictions.toSorted(),
  });
});

test("an edit changes restrictions only if the form shows them", async () => {
  const actor = await administrator();
  const { name } = await groupWith(["EMEA", "APAC"], actor);
  const edited = await activeAccount();
  await updateAccount(actor, edited.id, editOf(edited, `${name}: EMEA`), editOf(edited));
  expect(await restrictionsNow(edited.id)).toEqual([`${name}: EMEA`]);
  const { restrictions: _, ...withoutDomains } = editOf(edited);
  await updateAccount(actor, edited.id, { ...withoutDomains, firstName: "Renamed" }, editOf(edited, `${name}: EMEA`));
  expect(await restrictionsNow(edited.id)).toEqual([`${name}: EMEA`]);
  expect((await eventsAbout(edited.id)).at(-1)?.changes.map(({ field }) => field)).toEqual(["First Name"]);

  const renamed = { ...edited, firstName: "Renamed" };
  await updateAccount(actor, edited.id, editOf(renamed, `${name}: APAC`), editOf(renamed, `${name}: EMEA`));
  expect((await eventsAbout(edited.id)).at(-1)?.changes).toEqual([
    { field: "Domain restrictions", added: [`${name}: APAC`], removed: [`${name}: EMEA`] },
  ]);
  await updateAccount(actor, edited.id, editOf(renamed), editOf(renamed, `${name}: APAC`));
  expect(await restrictionsNow(edited.id)).toEqual([]);
});

test("concurrent changes of restrictions are a conflict", async () => {
  const [first, second] = [await administrator(), await administrator()];
  const { name } = await groupWith(["EMEA", "APAC"]);
  const contested = await activeAccount();
  await updateAccount(first, contested.id, editOf(contested, `${name}: EMEA`), editOf(contested));
  const later = updateAccount(second, contested.id, editOf(contested, `${name}: APAC`), editOf(contested));
  await expect(later).rejects.toBeInstanceOf(StaleEdit);
  await expect(later).rejects.toMatchObject({ current: { restrictions: [`${name}: EMEA`] } });
});

test("an administrator cannot be restricted, and restrictions are not cleared", async () => {
  await segregate(true);
  const actor = await administrator();
  const { name } = await groupWith(["EMEA"], actor);
  const person = await activeAccount();
  await restrict(person.id, `${name}: EMEA`);
  const seen = editOf(person, `${name}: EMEA`);
  const before = await everything();
  const promotion = updateAccount(actor, person.id, { ...seen, roles: ["administrator"] }, seen);
  await expect(promotion).rejects.toMatchObject({ problems: { restrictions: expect.stringContaining("cannot be") } });
  const added = createAccount(
    actor,
    newUserWithPassword({ roles: ["administrator"], restrictions: [`${name}: EMEA`] }),
  );
  await expect(added).rejects.toMatchObject({ problems: { restrictions: expect.any(String) } });
  expect(await everything()).toEqual(before);

  await segregate(false);
  await updateAccount(actor, person.id, { ...seen, roles: ["administrator"] }, seen);
  expect(await restrictionsNow(person.id)).toEqual([`${name}: EMEA`]);
});

test("create-admin removes restrictions and records it", async () => {
  const { name } = await groupWith(["EMEA"]);
  const person = await activeAccount();
  await restrict(person.id, `${name}: EMEA`);
  await createAdministrator(person.email);
  expect(await restrictionsNow(person.id)).toEqual([]);
  expect((await eventsAbout(person.id)).at(-1)?.changes).toContainEqual({
    field: "Domain restrictions",
    added: [],
    removed: [`${name}: EMEA`],
  });
});

test("an inactive domain cannot be assigned, but stays assigned", async () => {
  const actor = await administrator();
  const group = await groupWith(["EMEA", "APAC"], actor);
  const [emea, apac] = [`${group.name}: EMEA`, `${group.name}: APAC`];
  const [restricted, other] = [await activeAccount(), await activeAccount()];
  await restrict(restricted.id, emea);
  await setDomainActive(actor, await domainId(group, "EMEA"), false);

  await expect(updateAccount(actor, other.id, editOf(other, emea), editOf(other))).rejects.toMatchObject({
    problems: { restrictions: `${emea} is inactive and cannot be assigned.` },
  });
  await expect(createAccount(actor, newUserWithPassword({ restrictions: [emea] }))).rejects.toBeInstanceOf(UserError);
  await updateAccount(actor, restricted.id, editOf(restricted, emea, apac), editOf(restricted, emea));
  expect((await findAccount(actor, restricted.id)).domains).toMatchObject([
    { path: "APAC", isActive: true },
    { path: "EMEA", isActive: false },
  ]);
});

test.each(["Nowhere: EMEA", "EMEA", "", "Nowhere", ": ", "a\0b: c", "\ud800: x", "__proto__: x"])(
  "an unknown domain (%j) is rejected",
  async (text) => {
    const actor = await administrator();
    const person = await activeAccount();
    const edit = updateAccount(actor, person.id, editOf(person, text), editOf(person));
    await expect(edit).rejects.toMatchObject({
      problems: { restrictions: expect.stringMatching(/no longer exists?/) },
    });
  },
);

test("duplicate domains are assigned once, and too many are rejected", async () => {
  const actor = await administrator();
  const paths = Array.from({ length: RESTRICTIONS_MAX + 1 }, (_, index) => `Site ${index}`);
  const { name } = await groupWith(paths, actor);
  const person = await activeAccount();
  const twice = editOf(person, `${name}: Site 1`, `${name}: Site 1`, `${name.toUpperCase()}: SITE 1`);
  await updateAccount(actor, person.id, twice, editOf(person));
  expect(await restrictionsNow(person.id)).toEqual([`${name}: Site 1`]);
  const all = paths.map((path) => `${name}: ${path}`);
  const seen = editOf(person, `${name}: Site 1`);
  await expect(updateAccount(actor, person.id, editOf(person, ...all), seen)).rejects.toMatchObject({
    problems: { restrictions: expect.stringContaining(`at most ${RESTRICTIONS_MAX}`) },
  });
  await updateAccount(actor, person.id, editOf(person, ...all.slice(1)), seen);
  expect(await restrictionsNow(person.id)).toHaveLength(RESTRICTIONS_MAX);
});

test("restrictions too long for the header are rejected, unless stored before", async () => {
  const actor = await administrator();
  const paths = Array.from({ length: RESTRICTIONS_MAX }, (_, index) => `拠点/${"東".repeat(18)}${10 + index}`);
  const { name } = await groupWith(paths, actor);
  const all = paths.map((path) => `${name}: ${path}`);
  const person = await activeAccount();
  await expect(updateAccount(actor, person.id, editOf(person, ...all), editOf(person))).rejects.toMatchObject({
    problems: { restrictions: expect.stringContaining("one above them") },
  });
  await updateAccount(actor, person.id, editOf(person, ...all.slice(1), `${name}: 拠点`), editOf(person));

  // As stored before there was a limit.
  await restrict(person.id, ...all);
  const seen = editOf(person, ...all);
  await updateAccount(actor, person.id, { ...seen, firstName: "Another" }, seen);
  const now = { ...seen, firstName: "Another" };
  await updateAccount(actor, person.id, { ...now, restrictions: all.slice(1) }, now);
  expect(await restrictionsNow(person.id)).toHaveLength(all.length - 1);
});

test("deleting and assigning a domain at once: one succeeds", async () => {
  const [first, second] = [await administrator(), await administrator()];
  const paths = Array.from({ length: 20 }, (_, index) => `Race ${index}`);
  const group = await groupWith(paths, first);
  for (const path of paths) {
    const person = await activeAccount();
    const id = await domainId(group, path);
    const [assigned, deleted] = await Promise.allSettled([
      updateAccount(second, person.id, editOf(person, `${group.name}: ${path}`), editOf(person)),
      deleteDomain(first, id),
    ]);
    expect([assigned.status, deleted.status].toSorted()).toEqual(["fulfilled", "rejected"]);
    const refused = assigned.status === "rejected" ? assigned : deleted;
    expect(refused.status === "rejected" && refused.reason).toBeInstanceOf(UserError);
    expect(await restrictionsNow(person.id)).toEqual(assigned.status === "fulfilled" ? [`${group.name}: ${path}`] : []);
  }
});

test("deleting an account releases its domains", async () => {
  const actor = await administrator();
  const group = await groupWith(["EMEA"], actor);
  const person = await activeAccount();
  await restrict(person.id, `${group.name}: EMEA`);
  const id = await domainId(group, "EMEA");
  await expect(deleteDomain(actor, id)).rejects.toThrow(person.email);
  await deleteAccount(actor, person.id);
  await deleteDomain(actor, id);
  await expect(deleteDomain(actor, id)).rejects.toBeInstanceOf(NotFound);
});

test("the list shows domains, and filters include domains below", async () => {
  const actor = await administrator();
  const [group, other] = [await groupWith(["EMEA/France/Paris", "EMEA/Fra"], actor), await groupWith(["EMEA"], actor)];
  const [paris, fra, elsewhere, both] = [
    await activeAccount(),
    await activeAccount(),
    await activeAccount(),
    await activeAccount(),
  ];
  await restrict(paris.id, `${group.name}: EMEA/France/Paris`);
  await restrict(fra.id, `${group.name}: EMEA/Fra`);
  await restrict(elsewhere.id, `${other.name}: EMEA`);
  await restrict(both.id, `${group.name}: EMEA/France`, `${group.name}: EMEA/France/Paris`);
  const found = async (domain: string, more = {}) =>
    (await listAccounts(actor, accountsQuery.parse({ domain, ...more }))).rows.map(({ email }) => email).toSorted();
  const emails = (...people: TestAccount[]) => people.map(({ email }) => email).toSorted();
  expect(await found(`${group.name}: EMEA`)).toEqual(emails(paris, fra, both));
  expect(await found(`${group.name}: emea/france`)).toEqual(emails(paris, both));
  expect(await found("EMEA/Fra")).toEqual(emails(fra));
  expect(await found(`${other.name}: EMEA`)).toEqual(emails(elsewhere));
  expect(await found("EMEA/%")).toEqual([]);
  expect(await found("Nowhere")).toEqual([]);
  expect(await found(`${group.name}: EMEA`, { search: fra.email })).toEqual(emails(fra));
  expect(await found(`${group.name}: EMEA/France`, { search: fra.email })).toEqual([]);
  expect(await found(`${group.name}: EMEA`, { state: "LOCKED" })).toEqual([]);
  const { rows } = await listAccounts(actor, accountsQuery.parse({ search: both.email }));
  expect(rows[0]?.domains).toMatchObject([
    { group: group.name, path: "EMEA/France", isActive: true },
    { group: group.name, path: "EMEA/France/Paris" },
  ]);
});

test("a domain with thousands of accounts is paged completely in both directions", async () => {
  const actor = await administrator();
  const group = await groupWith(["Big/One", "Big/Two"], actor);
  const ids = [await domainId(group, "Big/One"), await domainId(group, "Big/Two")];
  await onTheSide`
    WITH added AS (
      INSERT INTO accounts (email, first_name, last_name, roles, sort_key, search_text)
      SELECT 'crowd' || n || '@example.com', 'Crowd', 'No ' || n, '{viewer}', 'no ' || (7919 * n) % 1201, 'crowd no ' || n
      FROM generate_series(1, 1200) n RETURNING id
    ), known AS (INSERT INTO credentials (account_id) SELECT id FROM added)
    SELECT 1`;
  await onTheSide`
    INSERT INTO account_domains (account_id, domain_id)
    SELECT a.id, d.id::uuid FROM accounts a, unnest(${ids}::text[]) d(id) WHERE a.first_name = 'Crowd'`;
  const queries: Record<string, string>[] = [
    { domain: `${group.name}: Big` },
    { domain: `${group.name}: Big`, sort: "email", direction: "descending" },
    { domain: `${group.name}: Big`, search: "crowd" },
  ];
  for (const parameters of queries) {
    const forward = await pagesForward(actor, parameters);
    const emails = emailsOn(forward);
    expect(new Set(emails).size).toBe(1200);
    expect(emails).toHaveLength(1200);
    const last = forward.at(-1);
    if (last) expect(emailsOn(await pagesBack(actor, parameters, last))).toEqual(emails);
  }
});

test("the history lists exchanged restrictions completely", async () => {
  const actor = await administrator();
  const segments = (last: string) => [...Array.from({ length: 5 }, () => "日本支社営業部".padEnd(20, "部")), last];
  // Few long paths, because of the size limit of the header.
  const paths = Array.from({ length: RESTRICTIONS_MAX + 2 }, (_, index) =>
    index < 4 ? segments(String(index).padStart(20, "東")).join("/") : `Site ${index}`,
  );
  const { name } = await groupWith(paths, actor);
  const [firstRemoved, secondRemoved, ...rest] = paths.map((path) => `${name}: ${path}`);
  const person = await activeAccount();
  const [firstAdded, secondAdded, ...kept] = rest;
  if (!firstRemoved || !secondRemoved || !firstAdded || !secondAdded) throw new Error("There are too few domains.");
  const before = [...kept.slice(0, 10), firstRemoved, ...kept.slice(10), secondRemoved];
  expect(before).toHaveLength(RESTRICTIONS_MAX);
  await restrict(person.id, ...before);
  await updateAccount(actor, person.id, editOf(person, ...kept, firstAdded, secondAdded), editOf(person, ...before));
  const [entry] = await accountHistory(actor, person.id);
  expect(entry?.changes).toEqual([
    {
      field: "Domain restrictions",
      added: [firstAdded, secondAdded].toSorted(),
      removed: [firstRemoved, secondRemoved].toSorted(),
    },
  ]);
});
