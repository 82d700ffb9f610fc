import { afterEach, expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { groupWith, segregate } from "#tests/db/domains.ts";
import { adminAccount, lockedAccount, uniqueWord } from "#tests/db/people.ts";
import { filledIn } from "#tests/http/client.ts";
import { anonymousClient } from "#tests/http/clients.ts";
import { formsIn } from "#tests/http/forms.ts";
import { headingOf, rowOf, sectionOf, statusOf, textOf } from "#tests/http/page-text.ts";
import { testAt } from "#tests/http/test.ts";
import { enter, ProviderClient } from "./provider-client.ts";

const test = testAt("federation");

afterEach(() => segregate(false));

test("an account's pages offer what is decided here, and show the rest", async ({ server }) => {
  const { name } = await groupWith(["EMEA/France"]);
  await segregate(true);
  const user = await lockedAccount({ lastName: uniqueWord() });
  const list = `${paths.accounts}?${new URLSearchParams({ search: user.lastName })}`;
  const admin = new ProviderClient(server);
  const row = rowOf(await admin.signIn(await enter((await adminAccount()).email), list), user.email);
  expect(row).toContain("Not linked");
  expect(row).not.toMatch(/LOCKED|ACTIVE/);
  const actions = textOf(await admin.open(paths.accountActions(user.id)));
  expect(actions).toContain("Delete");
  expect(actions).not.toContain("Reset user password");

  const details = paths.accountDetails(user.id);
  const page = await admin.open(details);
  expect(page.body).not.toMatch(/name="(firstName|lastName|email|phone)"/);
  expect(textOf(page)).not.toContain("Reset user password");
  const found = await admin.gatehouse.submit(details, "seen", {
    roles: ["viewer", "device-manager"],
    find: `${name}: EMEA/F`,
    intent: "find",
  });
  const form = formsIn(found.body).find(({ names }) => names.includes("seen"));
  expect(found.body).toContain(`value="${name}: EMEA/France"`);
  const values = filledIn(form ?? { names: [], fields: [] }, { restrictions: `${name}: EMEA/France` });
  const saved = await admin.follow(await admin.gatehouse.post(details, values));
  expect(statusOf(saved)).toBe(`Changes to ${user.email} saved.`);
  expect(textOf(saved)).toContain(
    "Can edit devices, multicast groups and connections, and view base stations, in EMEA/France and below.",
  );

  const reset = await admin.open(paths.resetPassword(user.id));
  expect(textOf(reset)).toContain("Reset or unlock this user in the Example console.");
  expect(textOf(reset)).not.toContain("Reset password");
  expect((await admin.open(paths.account)).body).not.toMatch(/type="password"|name="email"/);
});

test("no page shows or filters by a state, nor offers notifications about locks", async ({ server }) => {
  const user = await lockedAccount({ lastName: uniqueWord() });
  const admin = new ProviderClient(server);
  const self = await adminAccount({ lastName: user.lastName });
  const list = `${paths.accounts}?${new URLSearchParams({ search: user.lastName })}`;
  const page = await admin.signIn(await enter(self.email), list);
  expect(rowOf(page, user.email)).toContain("Not linked");
  expect(rowOf(page, self.email)).toContain("Linked");
  const pages = [
    paths.home,
    list,
    paths.newAccount,
    paths.account,
    paths.accountDetails(user.id),
    paths.accountDetails(self.id),
  ];
  for (const path of pages) {
    const { body } = await admin.open(path);
    expect(textOf({ body }), path).not.toMatch(/ACTIVE|LOCKED|was locked|Email notifications|No password/);
    expect(body, path).not.toMatch(/name="(state|emailNotifications)"/);
  }
  expect(sectionOf(await admin.open(paths.accountDetails(self.id)), "Account")).toContain("Linked");
  const filtered = async (identity: string) => (await admin.open(`${list}&identity=${identity}`)).body;
  expect(await filtered("linked")).toContain(self.email);
  expect(await filtered("linked")).not.toContain(user.email);
  expect(await filtered("not-signed-in")).toContain(user.email);
  for (const state of ["ACTIVE", "LOCKED", "x"])
    expect((await admin.gatehouse.get(`${paths.accounts}?state=${state}`)).status, state).toBe(400);
});

test("pages about passwords say where they are kept, and ask for none", async ({ server }) => {
  const client = anonymousClient(server);
  const login = await client.get(paths.login);
  const inputs = login.body.match(/<input\b[^>]*>/g) ?? [];
  expect(inputs.filter((input) => !input.includes('type="hidden"'))).toEqual([]);
  expect(textOf(login)).not.toContain("Forgot password?");
  for (const path of [paths.forgotPassword, paths.activate, paths.completePasswordReset]) {
    const page = await client.get(path);
    expect(headingOf(page), path).toBe("You sign in with Example");
    expect(page.body, path).not.toContain("<form");
  }
});
