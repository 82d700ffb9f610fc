import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { domainId, groupsNow, groupWith, restrict, segregate } from "#tests/db/domains.ts";
import { activeAccount, uniqueWord } from "#tests/db/people.ts";
import { adminClient } from "./clients.ts";
import { formOf } from "./forms.ts";
import { alertsOf, checkedOf, fieldOf, statusOf, textOf } from "./html.ts";
import { test } from "./test.ts";

test("segregation is switched on and off, and says what that means", async ({ server }) => {
  const { name } = await groupWith(["EMEA"]);
  const user = await activeAccount();
  await restrict(user.id, `${name}: EMEA`);
  const client = await adminClient(server);
  const account = async () => (await client.get(paths.accountDetails(user.id))).body;
  const domains = async () => (await client.get(paths.domains)).body;
  expect(await account()).not.toContain("Domain restrictions</legend>");
  await client.submit(paths.accountDetails(user.id), "seen", { firstName: "Renamed" });
  expect(textOf(await domains())).toContain("Segregation is offNobody is restricted");
  try {
    await client.submit(paths.domains, "segregation", {});
    expect(statusOf(await domains())).toContain("Switched segregation on");
    expect(checkedOf(await account(), "restrictions")).toEqual([`${name}: EMEA`]);
    expect(textOf(await domains())).toContain("Segregation is on");
    await client.submit(paths.domains, "segregation", {});
    expect(statusOf(await domains())).toContain("Domains and restrictions are kept");
    expect(await account()).not.toContain("Domain restrictions</legend>");
  } finally {
    await segregate(false);
  }
});

test("a refused domain group is explained beside its field, and keeps everything typed", async ({ server }) => {
  const client = await adminClient(server);
  const typed = { name: ` G ${uniqueWord()}`, description: "Where it stands", colour: "another" };
  const { body } = await client.submit(paths.newDomainGroup, "name", { ...typed, anotherColour: "#fce94f" });
  expect(fieldOf(body, "name")).toMatchObject({ value: typed.name, isInvalid: true });
  expect(fieldOf(body, "name").description).toMatch(/cannot begin or end with a space/);
  expect(fieldOf(body, "description").value).toBe("Where it stands");
  expect(checkedOf(body, "colour")).toEqual(["another"]);
  expect(fieldOf(body, "anotherColour").value).toBe("#fce94f");
});

test("a refused domain is explained beside its field, and keeps its path", async ({ server }) => {
  const group = await groupWith(["EMEA/France"]);
  const client = await adminClient(server);
  const add = async (path: string) => (await client.submit(paths.domainGroup(group.id), "path", { path })).body;

  const orphan = await add("APAC/Japan/Tokyo");
  expect(alertsOf(orphan)).toEqual(["APAC and APAC/Japan do not exist yet. Nothing is added so far."]);
  expect(fieldOf(orphan, "path").value).toBe("APAC/Japan/Tokyo");
  expect(orphan).toContain('name="parents"');

  const existing = await add("emea/FRANCE");
  expect(fieldOf(existing, "path").description).toMatch(/EMEA\/France exists in this group already/);
});

test("a group that holds domains is not deleted, and names one", async ({ server }) => {
  const group = await groupWith(["EMEA"]);
  const client = await adminClient(server);
  const path = paths.domainGroup(group.id);
  const { body } = await client.post(path, formOf((await client.get(path)).body, "group").fields);
  expect(alertsOf(body)).toEqual(["The group still holds domains, such as EMEA. Delete them first."]);
  expect((await groupsNow()).map(({ id }) => id)).toContain(group.id);
});

test("a domain is not deleted while accounts are restricted to it, who are named", async ({ server }) => {
  const group = await groupWith(["EMEA/France"]);
  const user = await activeAccount();
  await restrict(user.id, `${group.name}: EMEA/France`);
  const client = await adminClient(server);
  const path = paths.domain(await domainId(group, "EMEA/France"));
  const { body } = await client.post(path, formOf((await client.get(path)).body, "domain").fields);
  expect(alertsOf(body)).toEqual([`${user.email} is restricted to this domain. Take the restriction away first.`]);

  const parent = (await client.get(paths.domain(await domainId(group, "EMEA")))).body;
  const domain = `${group.name}: EMEA`;
  const list = `${paths.accounts}?${new URLSearchParams({ domain })}`;
  expect(parent).toContain(`href="${list}"`);
  const found = (await client.get(list)).body;
  expect(found).toContain(paths.accountDetails(user.id));
  expect(fieldOf(found, "domain").value).toBe(domain);
});
