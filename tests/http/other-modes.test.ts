import { afterEach, expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { groupWith, segregate } from "#tests/db/domains.ts";
import { activeAccount, adminAccount } from "#tests/db/people.ts";
import { useServer } from "#tests/servers/use-server.ts";
import { callAction, described } from "./actions.ts";
import { filledIn, type Values } from "./client.ts";
import { adminClient, viewerClient } from "./clients.ts";
import { dumpWithoutLastUse } from "./database.ts";
import { enter, ProviderClient } from "./federation/provider-client.ts";
import { alertOf, fieldValue } from "./page-text.ts";
import { test, testAt } from "./test.ts";

const REFUSED = "This form is out of date.";

const SECRET = "four herons over ice";

const testFederated = testAt("federation");
const testEmailed = testAt("smtp");

afterEach(() => segregate(false));

testFederated("forms about passwords and profiles are refused while a provider keeps them", async ({ server }) => {
  const admin = new ProviderClient(server);
  await admin.signIn(await enter((await adminAccount()).email), paths.accounts);
  const target = await activeAccount({ phone: null });
  const { firstName, lastName } = target;
  const before = await dumpWithoutLastUse();
  const calls: readonly (readonly [string, Values?])[] = [
    // Valid forms of other modes; the first would change only the roles.
    ["updateAccountAction", { ...described("updateAccountAction").filledIn(target), firstName, lastName }],
    ["createAccountAction", { ...described("createAccountAction").filledIn(target), singleUsePassword: SECRET }],
    ["resetPasswordAction", { account: target.id, singleUsePassword: SECRET }],
    ["resetPasswordAction", { account: target.id }],
    ["saveProfileAction"],
    ["changePasswordAction"],
    ["requestEmailChangeAction"],
    ["forgotPasswordAction"],
    ["activateAccountAction"],
    ["completePasswordResetAction"],
    ["confirmEmailChangeAction"],
  ];
  for (const [name, values] of calls) {
    const answer = await callAction(admin.gatehouse, name, target, values);
    expect(answer.status, name).toBe(400);
    expect(answer.body, name).toContain(REFUSED);
    expect(answer.body, name).not.toContain(SECRET);
  }
  expect(await dumpWithoutLastUse()).toEqual(before);
});

testFederated("an edit form with names is refused without JavaScript too", async ({ server }) => {
  const admin = new ProviderClient(server);
  await admin.signIn(await enter((await adminAccount()).email), paths.accounts);
  const target = await activeAccount();
  const before = await dumpWithoutLastUse();
  for (const sent of [
    { firstName: target.firstName },
    { phone: "" },
    { email: target.email },
    { emailNotifications: "account-locked" },
  ]) {
    const values = { roles: ["viewer", "device-manager"], ...sent };
    const answer = await admin.gatehouse.submit(paths.accountDetails(target.id), "seen", values);
    expect(answer.status, JSON.stringify(sent)).toBe(400);
    expect(alertOf(answer)).toContain(REFUSED);
    expect(answer.body).toMatch(/checked=""[^>]*value="device-manager"|value="device-manager"[^>]*checked=""/);
  }
  expect(await dumpWithoutLastUse()).toEqual(before);
});

testEmailed("a page from before outgoing mail was on gets its answer, with all that was typed", async () => {
  const older = await useServer("passwords");
  const form = await (await adminClient(older)).form(paths.newAccount, "singleUsePassword");
  const client = await adminClient(await useServer("smtp"));
  const before = await dumpWithoutLastUse();
  const typed = { firstName: "Grace", lastName: "Hopper", email: "g@example.com", singleUsePassword: SECRET };
  const answer = await client.post(paths.newAccount, filledIn(form, { ...typed, roles: ["device-manager"] }));
  expect(answer.status).toBe(400);
  expect(alertOf(answer)).toContain(REFUSED);
  for (const name of ["firstName", "lastName", "email"] as const) expect(fieldValue(answer, name)).toBe(typed[name]);
  expect(answer.body).not.toContain(SECRET);
  expect(await dumpWithoutLastUse()).toEqual(before);
});

testEmailed("a single-use password is no field of a reset by email", async ({ server }) => {
  const client = await adminClient(server);
  const target = await activeAccount();
  const before = await dumpWithoutLastUse();
  const answer = await client.submit(paths.resetPassword(target.id), "account", { singleUsePassword: SECRET });
  expect(answer.status).toBe(400);
  expect(alertOf(answer)).toContain(REFUSED);
  expect(await dumpWithoutLastUse()).toEqual(before);
});

test("a form without this mode's fields keeps their values", async ({ server }) => {
  const client = await adminClient(server);
  const target = await activeAccount();
  const left = { firstName: undefined, lastName: undefined, email: undefined, phone: undefined };
  const answer = await client.submit(paths.accountDetails(target.id), "seen", left);
  expect(alertOf(answer)).toContain("Check the 3 highlighted fields.");
  for (const name of ["firstName", "lastName", "email"] as const) expect(fieldValue(answer, name)).toBe(target[name]);
});

test("domains are refused while segregation is off", async ({ server }) => {
  const { name } = await groupWith(["EMEA"]);
  const client = await adminClient(server);
  const target = await activeAccount();
  await segregate(true);
  const [edit, add] = [
    await client.form(paths.accountDetails(target.id), "seen"),
    await client.form(paths.newAccount, "firstName"),
  ];
  await segregate(false);
  const before = await dumpWithoutLastUse();
  const restricted = { restrictions: `${name}: EMEA`, intent: "save" };
  const added = { ...restricted, firstName: "A", lastName: "B", email: `b.${target.email}`, singleUsePassword: SECRET };
  for (const answer of [
    await client.post(paths.accountDetails(target.id), filledIn(edit, restricted)),
    await client.post(paths.newAccount, filledIn(add, added)),
    await client.submit(paths.accountDetails(target.id), "seen", { restrictions: `${name}: EMEA` }),
  ]) {
    expect(answer.status).toBe(400);
    expect(alertOf(answer)).toContain(REFUSED);
  }
  expect(await dumpWithoutLastUse()).toEqual(before);
});

test("no form asks for an email while outgoing mail is off", async ({ server }) => {
  const client = await viewerClient(server);
  const target = await activeAccount();
  const before = await dumpWithoutLastUse();
  for (const name of ["forgotPasswordAction", "requestEmailChangeAction"])
    expect((await callAction(client, name, target)).status, name).toBe(400);
  expect(await dumpWithoutLastUse()).toEqual(before);
});
