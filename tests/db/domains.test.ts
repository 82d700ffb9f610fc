import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { read } from "#db/client.ts";
import { domains } from "#db/schema/domains.ts";
import { COLOURS, GREY } from "#lib/domains/colours.ts";
import { createDomain } from "#lib/domains/create-domain.ts";
import { createGroup } from "#lib/domains/create-group.ts";
import { deleteDomain } from "#lib/domains/delete-domain.ts";
import { deleteGroup } from "#lib/domains/delete-group.ts";
import { domainSubtree, domainTrees, groupTree, searchDomains } from "#lib/domains/domain-tree.ts";
import { findDomain } from "#lib/domains/find-domain.ts";
import { isSegregated, setSegregation } from "#lib/domains/segregation.ts";
import { setDomainActive } from "#lib/domains/set-domain-active.ts";
import { updateGroup } from "#lib/domains/update-group.ts";
import { Forbidden, NotFound, UserError } from "#lib/errors.ts";
import { domainId, domainsOf, groupsNow, groupWith, restrict } from "./domains.ts";
import { asOwner, onTheSide } from "./owner.ts";
import { activeAccount, administrator, viewer } from "./people.ts";
import { eventsAbout, everything } from "./queries.ts";

const UNKNOWN_ID = "00000000-0000-4000-8000-000000000000";

test("turning segregation off keeps all domains", async () => {
  const actor = await administrator();
  expect(await isSegregated()).toBe(false);
  await setSegregation(actor, true);
  expect(await isSegregated()).toBe(true);
  const group = await groupWith(["EMEA"], actor);
  await setSegregation(actor, false);
  expect(await isSegregated()).toBe(false);
  expect([...(await domainsOf(group)).keys()]).toEqual(["EMEA"]);
  await expect(asOwner`INSERT INTO settings (singleton, segregation) VALUES (false, true)`).rejects.toMatchObject({
    code: "23514",
  });
});

test("names of groups are unique, ignoring case, also in races", async () => {
  const actor = await administrator();
  const input = { colour: GREY, description: "" };
  const other = await administrator();
  const outcomes = await Promise.allSettled([
    createGroup(actor, { name: "Régions", ...input }),
    createGroup(other, { name: "RÉGIONS", ...input }),
  ]);
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  await expect(createGroup(actor, { name: "régionS", ...input })).rejects.toMatchObject({
    problems: { name: expect.stringContaining("already") },
  });
});

test("changes to a group are recorded, except for unchanged values", async () => {
  const actor = await administrator();
  const group = await groupWith([], actor);
  await updateGroup(actor, group.id, { colour: COLOURS[2].id, description: "The location" });
  await updateGroup(actor, group.id, { colour: COLOURS[2].id, description: "The location" });
  expect((await groupsNow()).find(({ id }) => id === group.id)).toMatchObject({
    name: group.name,
    colour: COLOURS[2].id,
    description: "The location",
  });
  const events = await eventsAbout(group.id);
  expect(events.map(({ event }) => event)).toEqual(["domain_group_created", "domain_group_updated"]);
  expect(events[1]).toMatchObject({
    targetLabel: group.name,
    changes: [
      { field: "Colour", from: "Grey", to: "Orange" },
      { field: "Description", from: null, to: "The location" },
    ],
  });
});

test("only an empty group can be deleted", async () => {
  const actor = await administrator();
  const group = await groupWith(["EMEA"], actor);
  await expect(deleteGroup(actor, group.id)).rejects.toThrow("such as EMEA");
  await deleteDomain(actor, await domainId(group, "EMEA"));
  expect(await deleteGroup(actor, group.id)).toBe(group.name);
  await expect(deleteGroup(actor, group.id)).rejects.toBeInstanceOf(NotFound);
});

test("missing parents are created only on request", async () => {
  const actor = await administrator();
  const group = await groupWith([], actor);
  const paris = { group: group.id, path: "EMEA/France/Paris" };
  await expect(createDomain(actor, paris)).rejects.toMatchObject({
    problems: { parents: "EMEA and EMEA/France do not exist yet. Nothing was added." },
  });
  expect((await domainsOf(group)).size).toBe(0);

  expect(await createDomain(actor, { ...paris, parents: "add" })).toBe(`${group.name}: EMEA/France/Paris`);
  const stored = await domainsOf(group);
  expect([...stored.keys()]).toEqual(["EMEA", "EMEA/France", "EMEA/France/Paris"]);
  expect(stored.get("EMEA/France/Paris")?.parentId).toBe(stored.get("EMEA/France")?.id);
  expect(stored.get("EMEA")?.parentId).toBeNull();
  expect(await eventsAbout(String(stored.get("EMEA")?.id))).toMatchObject([
    { event: "domain_created", targetLabel: `${group.name}: EMEA` },
  ]);
});

test("paths are unique within a group, ignoring case", async () => {
  const actor = await administrator();
  const group = await groupWith(["EMEA/France"], actor);
  await expect(createDomain(actor, { group: group.id, path: "emea/FRANCE" })).rejects.toMatchObject({
    problems: { path: "EMEA/France already exists in this group." },
  });
  expect(await createDomain(actor, { group: group.id, path: "emea/Spain" })).toBe(`${group.name}: EMEA/Spain`);
  const other = await groupWith(["EMEA/France"], actor);
  expect((await domainsOf(other)).size).toBe(2);
  const outcomes = await Promise.allSettled(
    ["EMEA/Italy", "EMEA/italy", "EMEA/ITALY"].map((path) => createDomain(actor, { group: group.id, path })),
  );
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  const emea = await domainId(group, "EMEA");
  await expect(
    asOwner`INSERT INTO domains (group_id, parent_id, path, normalized_path) VALUES (${group.id}, ${emea}, 'EMEA/X', 'emea/france')`,
  ).rejects.toMatchObject({ code: "23505" });
});

test("a domain can be five levels below the root", async () => {
  const group = await groupWith(["a/b/c/d/e/f"]);
  expect((await domainsOf(group)).size).toBe(6);
});

test("deactivating and activating a domain is recorded", async () => {
  const actor = await administrator();
  const group = await groupWith(["EMEA"], actor);
  const id = await domainId(group, "EMEA");
  await setDomainActive(actor, id, false);
  await setDomainActive(actor, id, false);
  expect(await findDomain(actor, id)).toMatchObject({ isActive: false, name: `${group.name}: EMEA` });
  await setDomainActive(actor, id, true);
  expect((await eventsAbout(id)).slice(1)).toMatchObject([
    { event: "domain_updated", changes: [{ field: "State", from: "Active", to: "Inactive" }] },
    { event: "domain_updated", changes: [{ field: "State", from: "Inactive", to: "Active" }] },
  ]);
});

test("a domain with children or accounts cannot be deleted", async () => {
  const actor = await administrator();
  const group = await groupWith(["EMEA/France"], actor);
  const [emea, france] = [await domainId(group, "EMEA"), await domainId(group, "EMEA/France")];
  await expect(deleteDomain(actor, emea)).rejects.toThrow("such as EMEA/France");

  const people = await Promise.all(Array.from({ length: 7 }, () => activeAccount()));
  for (const { id } of people) await restrict(id, `${group.name}: EMEA/France`);
  const refusal = await deleteDomain(actor, france).catch((error) => error);
  expect(refusal).toBeInstanceOf(UserError);
  const emails = people.map(({ email }) => email).toSorted();
  for (const email of emails.slice(0, 5)) expect(refusal.message).toContain(email);
  expect(refusal.message).toContain("and 2 more are restricted to this domain");

  for (const { id } of people) await restrict(id);
  expect(await deleteDomain(actor, france)).toBe(`${group.name}: EMEA/France`);
  await deleteDomain(actor, emea);
  await expect(deleteDomain(actor, emea)).rejects.toBeInstanceOf(NotFound);
  expect((await domainsOf(group)).size).toBe(0);
});

test("the database rejects deleting a domain in use", async () => {
  const group = await groupWith(["EMEA/France"]);
  const person = await activeAccount();
  await restrict(person.id, `${group.name}: EMEA/France`);
  for (const statement of [
    onTheSide`DELETE FROM domains WHERE path = 'EMEA/France' AND group_id = ${group.id}`,
    onTheSide`DELETE FROM domains WHERE path = 'EMEA' AND group_id = ${group.id}`,
    onTheSide`DELETE FROM domain_groups WHERE id = ${group.id}`,
  ])
    await expect(statement).rejects.toMatchObject({ code: "23503" });
});

test.each([UNKNOWN_ID, "not-an-id", ""])("a missing domain or group (%j) cannot be changed", async (id) => {
  const actor = await administrator();
  const before = await everything();
  const changes = [
    () => updateGroup(actor, id, { colour: GREY, description: "" }),
    () => deleteGroup(actor, id),
    () => createDomain(actor, { group: id, path: "EMEA" }),
    () => setDomainActive(actor, id, false),
    () => deleteDomain(actor, id),
    () => findDomain(actor, id),
  ];
  for (const change of changes) await expect(change()).rejects.toBeInstanceOf(NotFound);
  expect(await groupTree(actor, id)).toBeUndefined();
  expect(await everything()).toEqual(before);
});

test("only administrators can read and change domains", async () => {
  const group = await groupWith(["EMEA"]);
  const id = await domainId(group, "EMEA");
  const actor = await viewer();
  const actions = [
    () => setSegregation(actor, true),
    () => createGroup(actor, { name: "Mine", colour: GREY, description: "" }),
    () => updateGroup(actor, group.id, { colour: COLOURS[1].id, description: "" }),
    () => deleteGroup(actor, group.id),
    () => createDomain(actor, { group: group.id, path: "APAC" }),
    () => setDomainActive(actor, id, false),
    () => deleteDomain(actor, id),
    () => domainTrees(actor),
    () => groupTree(actor, group.id),
    () => domainSubtree(actor, { id, groupId: group.id }),
    () => searchDomains(actor, "EMEA"),
    () => findDomain(actor, id),
  ];
  for (const action of actions) await expect(action()).rejects.toBeInstanceOf(Forbidden);
  expect([...(await domainsOf(group)).values()]).toMatchObject([{ path: "EMEA", isActive: true }]);
});

test("a tree shows every level in order, and pages wide levels", async () => {
  const actor = await administrator();
  const group = await groupWith(["EMEA/France/Paris", "EMEA/France/Lyon", "APAC"], actor);
  const tree = await groupTree(actor, group.id);
  expect(tree?.nodes.map(({ path }) => path)).toEqual(["APAC", "EMEA"]);
  expect(tree?.nodes[1]?.children[0]?.children.map(({ path }) => path)).toEqual([
    "EMEA/France/Lyon",
    "EMEA/France/Paris",
  ]);
  expect(tree?.next).toBeUndefined();

  const emea = await domainId(group, "EMEA");
  const wide = Array.from({ length: 130 }, (_, at) => `Site ${String(at).padStart(3, "0")}`);
  await read((db) =>
    db.insert(domains).values(
      wide.map((name) => ({
        groupId: group.id,
        parentId: emea,
        path: `EMEA/${name}`,
        normalizedPath: `emea/${name.toLowerCase()}`,
      })),
    ),
  );
  expect((await groupTree(actor, group.id))?.nodes[1]).toMatchObject({ path: "EMEA", hasMore: true });
  const shown: string[] = [];
  let after: string | undefined = "";
  while (after !== undefined) {
    const level: Awaited<ReturnType<typeof domainSubtree>> = await domainSubtree(
      actor,
      { id: emea, groupId: group.id },
      after,
    );
    shown.push(...level.nodes.map(({ path }) => path));
    after = level.next;
  }
  expect(shown).toEqual(["EMEA/France", ...wide.map((name) => `EMEA/${name}`)]);
});

test("a tree of thousands of domains is truncated, and says so", async () => {
  const actor = await administrator();
  const group = await groupWith([], actor);
  await onTheSide`
    INSERT INTO domains (group_id, path, normalized_path) SELECT ${group.id}, 'R' || r, 'r' || r FROM generate_series(1, 40) r`;
  await onTheSide`
    INSERT INTO domains (group_id, parent_id, path, normalized_path)
    SELECT group_id, id, path || '/S' || s, normalized_path || '/s' || s FROM domains, generate_series(1, 60) s
    WHERE group_id = ${group.id}`;
  const tree = await groupTree(actor, group.id);
  const count = (nodes: readonly { children: readonly unknown[] }[]): number =>
    nodes.reduce((sum, { children }) => sum + 1 + count(children as typeof nodes), 0);
  expect(tree?.nodes).toHaveLength(40);
  expect(count(tree?.nodes ?? [])).toBeLessThanOrEqual(400);
  for (const { children, hasMore } of tree?.nodes ?? []) expect(hasMore || children.length === 60).toBe(true);
  for (const { id } of tree?.nodes ?? [])
    expect((await domainSubtree(actor, { id, groupId: group.id })).nodes).toHaveLength(50);

  await onTheSide`
    INSERT INTO domain_groups (name, normalized_name, colour, description)
    SELECT 'Tenant ' || t, 'tenant ' || t, '#6b7280', '' FROM generate_series(1, 200) t`;
  await onTheSide`
    INSERT INTO domains (group_id, path, normalized_path)
    SELECT g.id, 'S' || s, 's' || s FROM domain_groups g, generate_series(1, 20) s WHERE normalized_name LIKE 'tenant %'`;
  const trees = await domainTrees(actor);
  expect(trees.filter(({ name, next }) => name.startsWith("Tenant ") && next)).toHaveLength(200);
  expect(trees.reduce((sum, { nodes }) => sum + count(nodes), 0)).toBeLessThanOrEqual(600);
});

test("a search matches any part of a name, closest to the root first", async () => {
  const actor = await administrator();
  const group = await groupWith(["Asia/Zürich-Süd", "ZÜRICH/City", "100%/a_b"], actor);
  const found = async (text: string) => (await searchDomains(actor, text)).domains.map(({ path }) => path);
  expect(await found("zürich")).toEqual(["ZÜRICH", "ZÜRICH/City", "Asia/Zürich-Süd"]);
  expect(await found(`${group.name}: 100`)).toEqual(["100%", "100%/a_b"]);
  expect(await found("a_b")).toEqual(["100%/a_b"]);
  expect(await found("a%b")).toEqual([]);
  expect(await found("\\")).toEqual([]);
  const id = await domainId(group, "ZÜRICH/City");
  expect((await findDomain(actor, id)).ancestors).toMatchObject([{ path: "ZÜRICH" }]);
  expect(await read((db) => db.select().from(domains).where(eq(domains.id, id)))).toHaveLength(1);
});
