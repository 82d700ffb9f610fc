import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { activeAccount, adminAccount } from "#tests/db/people.ts";
import { callAction } from "./actions.ts";
import { adminClient, anonymousClient, isSignedIn, signIn, startsSession, submitSignIn } from "./clients.ts";
import { alertOf, headingOf, textOf } from "./page-text.ts";
import { test } from "./test.ts";

const OWN = "You can't delete your own account. Ask another administrator.";

test("a deleted account has no session, sign-in or page", async ({ server }) => {
  const user = await activeAccount();
  const userClient = await signIn(anonymousClient(server), user);
  const client = await adminClient(server);
  expect((await client.submit(paths.deleteAccount(user.id), "list", {})).status).toBe(303);
  expect(await isSignedIn(userClient)).toBe(false);
  expect(startsSession(await submitSignIn(userClient, user))).toBe(false);
  expect((await client.get(paths.accountDetails(user.id))).status).toBe(404);
});

test("deleting a deleted account says so", async ({ server }) => {
  const user = await activeAccount();
  const client = await adminClient(server);
  const form = await client.form(paths.deleteAccount(user.id), "list");
  await (await adminClient(server)).submit(paths.deleteAccount(user.id), "list", {});

  const answer = await client.post(paths.deleteAccount(user.id), form.fields);
  expect([answer.status, headingOf(answer)]).toEqual([404, "Not found"]);
  expect(textOf(answer)).toContain("This page doesn't exist, or it has been deleted.");
  expect((await callAction(client, "deleteAccountAction", user)).body).toContain("This no longer exists.");
});

test("an administrator's own account offers no deletion and says why", async ({ server }) => {
  const self = await adminAccount();
  const client = await signIn(anonymousClient(server), self);
  const list = await client.get(`${paths.accounts}?${new URLSearchParams({ search: self.email })}`);
  const actions = await client.get(paths.accountActions(self.id));
  expect(textOf(actions)).toContain(OWN);
  const account = await client.get(paths.accountDetails(self.id));
  for (const { body } of [list, actions, account]) expect(body).not.toContain(paths.deleteAccount(self.id));
  const deletion = await client.get(paths.deleteAccount(self.id));
  expect(textOf(deletion)).toContain(OWN);
  expect(deletion.body).not.toContain('name="account"');
});

test("a forged form cannot delete the administrator's own account", async ({ server }) => {
  const self = await adminAccount();
  const client = await signIn(anonymousClient(server), self);
  const other = await activeAccount();
  const answer = await client.submit(paths.deleteAccount(other.id), "list", { account: self.id });
  expect(alertOf(answer)).toBe(OWN);
  expect((await client.get(paths.accountDetails(self.id))).status).toBe(200);
});
