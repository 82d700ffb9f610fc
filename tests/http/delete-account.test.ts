import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { activeAccount, adminAccount } from "#tests/db/people.ts";
import { callAction } from "./actions.ts";
import { adminClient, anonymousClient, isSignedIn, signIn, startsSession, submitSignIn } from "./clients.ts";
import { alertsOf, headingOf, statusOf, textOf } from "./html.ts";
import { test } from "./test.ts";

const OWN = "You cannot delete your own account";

test("a deleted account has no access, session or page", async ({ server }) => {
  const user = await activeAccount();
  const userClient = await signIn(anonymousClient(server), user);
  const client = await adminClient(server);
  const page = await client.get(paths.deleteAccount(user.id));
  expect(textOf(page.body)).toContain("1 live session ends.");
  const { status, headers } = await client.submit(paths.deleteAccount(user.id), "list", {});
  expect(status).toBe(303);

  const { body } = await client.get(String(headers.location));
  expect(statusOf(body)).toBe(`Deleted the account ${user.email}.`);
  expect(await isSignedIn(userClient)).toBe(false);
  expect(startsSession(await submitSignIn(userClient, user))).toBe(false);
  expect((await client.get(paths.accountDetails(user.id))).status).toBe(404);
});

test("deletion and its cancellation lead back to the list as it was", async ({ server }) => {
  const user = await activeAccount();
  const list = new URLSearchParams({ search: user.email, sort: "email" }).toString();
  const path = `${paths.deleteAccount(user.id)}?${new URLSearchParams({ list })}`;
  const client = await adminClient(server);
  expect((await client.get(path)).body).toContain(`href="${paths.accounts}?${list.replaceAll("&", "&amp;")}"`);
  expect((await client.submit(path, "list", {})).headers.location).toBe(`${paths.accounts}?${list}`);
});

test("deleting an account that is deleted already says so", async ({ server }) => {
  const user = await activeAccount();
  const client = await adminClient(server);
  const form = await client.form(paths.deleteAccount(user.id), "list");
  await (await adminClient(server)).submit(paths.deleteAccount(user.id), "list", {});

  const { status, body } = await client.post(paths.deleteAccount(user.id), form.fields);
  expect([status, headingOf(body)]).toEqual([404, "Not found"]);
  expect(textOf(body)).toContain("does not exist, or not any more");
  expect((await callAction(client, "deleteAccountAction", user)).body).toContain("This does not exist any more.");
});

test("one's own account offers no deletion, and says why", async ({ server }) => {
  const self = await adminAccount();
  const client = await signIn(anonymousClient(server), self);
  const list = (await client.get(`${paths.accounts}?${new URLSearchParams({ search: self.email })}`)).body;
  expect(textOf(list)).toContain(`${OWN}.`);
  const page = (await client.get(paths.accountDetails(self.id))).body;
  for (const body of [list, page]) expect(body).not.toContain(paths.deleteAccount(self.id));
  const deletion = (await client.get(paths.deleteAccount(self.id))).body;
  expect(textOf(deletion)).toContain(`${OWN}; another administrator can.`);
  expect(deletion).not.toContain('name="account"');
});

test("a forged form cannot delete one's own account", async ({ server }) => {
  const self = await adminAccount();
  const client = await signIn(anonymousClient(server), self);
  const other = await activeAccount();
  const { body } = await client.submit(paths.deleteAccount(other.id), "list", { account: self.id });
  expect(alertsOf(body)).toEqual([`${OWN}; another administrator can.`]);
  expect((await client.get(paths.accountDetails(self.id))).status).toBe(200);
});
