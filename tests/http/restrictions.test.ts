import { expect } from "vitest";
import { setDomainActive } from "#lib/domains/set-domain-active.ts";
import { paths } from "#lib/paths.ts";
import { domainId, groupWith, restrict } from "#tests/db/domains.ts";
import { activeAccount, administrator } from "#tests/db/people.ts";
import { filledIn, type Values } from "./client.ts";
import { adminClient, anonymousClient, signIn } from "./clients.ts";
import { attribute, formsIn } from "./forms.ts";
import { alertsOf, checkedOf, fieldOf, groupDescription, textOf } from "./html.ts";
import { testAt } from "./test.ts";

const test = testAt("segregation");

test("restrictions are shown in the list, filter it, and describe the user's access", async ({ server }) => {
  const { name } = await groupWith(["EMEA/France/Paris", "EMEA/Fra"]);
  const [user, other] = [await activeAccount(), await activeAccount()];
  await restrict(other.id, `${name}: EMEA/Fra`);
  const userClient = await signIn(anonymousClient(server), user);
  const home = async () => textOf((await userClient.get(paths.home)).body);
  expect(await home()).toContain("Reads everything, changes nothing.");

  const client = await adminClient(server);
  const restrictions = `${name}: EMEA/France/Paris`;
  await client.submit(paths.accountDetails(user.id), "seen", { restrictions });
  const sentence = "Reads everything, changes nothing, in EMEA/France/Paris and below.";
  expect(textOf((await client.get(paths.accountDetails(user.id))).body)).toContain(sentence);
  expect(await home()).toContain(sentence);

  const list = async (domain: string) =>
    (await client.get(`${paths.accounts}?${new URLSearchParams({ domain })}`)).body;
  const [france, emea] = [await list(`${name}: EMEA/France`), await list(`${name}: emea`)];
  for (const body of [france, emea]) expect(body).toContain(paths.accountDetails(user.id));
  expect(france).not.toContain(paths.accountDetails(other.id));
  expect(emea).toContain(paths.accountDetails(other.id));
  expect(france).toContain(`href="${paths.accounts}?${new URLSearchParams({ domain: restrictions })}"`);
});

test("Administrator and domain restrictions together are refused, and both kept", async ({ server }) => {
  const { name } = await groupWith(["EMEA"]);
  const user = await activeAccount();
  await restrict(user.id, `${name}: EMEA`);
  const client = await adminClient(server);
  const send = async (values: Values) =>
    (await client.submit(paths.accountDetails(user.id), "seen", { roles: ["viewer", "administrator"], ...values }))
      .body;

  const preview = textOf(await send({ intent: "preview" }));
  expect(preview).toContain("Manages user accounts and everything else.");
  expect(preview).toContain("take the domains away before you save, or the role");

  const refused = await send({});
  expect(alertsOf(refused)).toEqual(["Please correct the marked field."]);
  expect(groupDescription(refused, "Domain restrictions")).toMatch(
    /Administrators see everything and cannot be restricted/,
  );
  expect(checkedOf(refused, "restrictions")).toEqual([`${name}: EMEA`]);
  expect(checkedOf(refused, "roles")).toContain("administrator");
});

test("an inactive domain stays assigned, and cannot be newly chosen", async ({ server }) => {
  const group = await groupWith(["EMEA", "APAC"]);
  const [emea, apac] = [`${group.name}: EMEA`, `${group.name}: APAC`];
  const user = await activeAccount();
  await restrict(user.id, emea);
  for (const path of ["EMEA", "APAC"]) await setDomainActive(await administrator(), await domainId(group, path), false);

  const client = await adminClient(server);
  const page = (await client.get(paths.accountDetails(user.id))).body;
  expect(textOf(page)).toContain(`${emea}inactive`);
  const boxOf = (domain: string) =>
    [...page.matchAll(/<input\b[^>]*>/g)].map(([tag]) => tag).find((tag) => attribute(tag, "value") === domain);
  expect(boxOf(apac)).toMatch(/\sdisabled=/);
  await client.submit(paths.accountDetails(user.id), "seen", { firstName: "Still restricted" });
  const saved = (await client.get(paths.accountDetails(user.id))).body;
  expect([fieldOf(saved, "firstName").value, checkedOf(saved, "restrictions")]).toEqual(["Still restricted", [emea]]);
});

test("restrictions that a colleague saved meanwhile are shown as a conflict", async ({ server }) => {
  const { name } = await groupWith(["EMEA", "APAC"]);
  const user = await activeAccount();
  const path = paths.accountDetails(user.id);
  const client = await adminClient(server);
  const form = await client.form(path, "seen");
  await (await adminClient(server)).submit(path, "seen", { restrictions: `${name}: EMEA` });

  const { body } = await client.post(path, filledIn(form, { firstName: "Mine" }));
  expect(alertsOf(body).join()).toContain(`Domain restrictions: ${name}: EMEA`);
  expect(checkedOf(body, "restrictions")).toEqual([`${name}: EMEA`]);
  expect(fieldOf(body, "firstName").value).toBe("Mine");

  const merged = formsIn(body).find(({ names }) => names.includes("seen"));
  expect((await client.post(path, merged?.fields ?? [])).status).toBe(303);
  const saved = (await client.get(path)).body;
  expect([fieldOf(saved, "firstName").value, checkedOf(saved, "restrictions")]).toEqual(["Mine", [`${name}: EMEA`]]);
});
