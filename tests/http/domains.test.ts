import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { domainId, groupWith, restrict, segregate } from "#tests/db/domains.ts";
import { activeAccount } from "#tests/db/people.ts";
import { adminClient } from "./clients.ts";
import { alertOf, sectionOf, statusOf } from "./page-text.ts";
import { press } from "./press.ts";
import { checkedOf, fieldOf, groupDescription } from "./shown-field.ts";
import { test } from "./test.ts";

test("turning segregation on or off explains the consequences", async ({ server }) => {
  const { name } = await groupWith(["EMEA"]);
  const user = await activeAccount();
  await restrict(user.id, `${name}: EMEA`);
  const client = await adminClient(server);
  const account = () => client.get(paths.accountDetails(user.id));
  await client.submit(paths.accountDetails(user.id), "seen", { firstName: "Renamed" });
  expect(checkedOf(await account(), "restrictions")).toEqual([]);
  expect(sectionOf(await client.get(paths.domains), "Segregation is off")).toContain(
    "Accounts see everything their roles allow.",
  );
  try {
    await press(client, paths.domains, "Switch on");
    expect(statusOf(await client.get(paths.domains))).toContain("Segregation is on.");
    expect(checkedOf(await account(), "restrictions")).toEqual([`${name}: EMEA`]);
    await press(client, paths.domains, "Switch off");
    expect(statusOf(await client.get(paths.domains))).toContain("Domain restrictions are kept");
    expect(checkedOf(await account(), "restrictions")).toEqual([]);
  } finally {
    await segregate(false);
  }
});

test("a domain in use as a restriction cannot be deleted", async ({ server }) => {
  const group = await groupWith(["EMEA/France"]);
  const user = await activeAccount();
  await restrict(user.id, `${group.name}: EMEA/France`);
  const client = await adminClient(server);
  const refused = await press(client, paths.domain(await domainId(group, "EMEA/France")), "Delete");
  expect(alertOf(refused)).toBe(`${user.email} is restricted to this domain. Remove the restriction first.`);

  const domain = `${group.name}: EMEA`;
  const list = `${paths.accounts}?${new URLSearchParams({ domain })}`;
  expect((await client.get(paths.domain(await domainId(group, "EMEA")))).body).toContain(`href="${list}"`);
  const found = await client.get(list);
  expect(found.body).toContain(paths.accountDetails(user.id));
  expect(fieldOf(found, "domain").value).toBe(domain);
});

test("Administrator with domain restrictions is refused, and both stay chosen", async ({ server }) => {
  const { name } = await groupWith(["EMEA"]);
  const user = await activeAccount();
  await restrict(user.id, `${name}: EMEA`);
  const client = await adminClient(server);
  await segregate(true);
  try {
    const refused = await client.submit(paths.accountDetails(user.id), "seen", { roles: "administrator" });
    expect(alertOf(refused)).toBe("Check the highlighted field.");
    const reason =
      "Administrators have full access and cannot be restricted. Remove the domains or the Administrator role.";
    expect(groupDescription(refused, "Domain restrictions")).toContain(reason);
    expect(checkedOf(refused, "restrictions")).toEqual([`${name}: EMEA`]);
    expect(checkedOf(refused, "roles")).toEqual(["administrator"]);
  } finally {
    await segregate(false);
  }
});
