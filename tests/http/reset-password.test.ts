import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { activeAccount, adminAccount, lockedAccount } from "#tests/db/people.ts";
import { adminClient, anonymousClient, signIn } from "./clients.ts";
import { fieldOf, statusOf, textOf } from "./html.ts";
import { test } from "./test.ts";

test("a reset shows its single-use password once, and in no history", async ({ server }) => {
  const user = await lockedAccount();
  const client = await adminClient(server);
  const path = paths.resetPassword(user.id);
  const page = (await client.get(path)).body;
  expect(textOf(page)).toContain("The account is LOCKED; it becomes ACTIVE again.");
  const singleUsePassword = fieldOf(page, "singleUsePassword").value;
  const { body } = await client.submit(path, "singleUsePassword", { singleUsePassword });
  expect(statusOf(body)).toBe(`Reset the password of ${user.email}.`);
  expect(textOf(body)).toContain(singleUsePassword);

  const account = (await client.get(paths.accountDetails(user.id))).body;
  expect(textOf(account)).toContain("ACTIVE");
  expect(textOf(account)).toContain("Password reset by an administrator");
  for (const shown of [account, (await client.get(path)).body]) expect(shown).not.toContain(singleUsePassword);
});

test("a weak single-use password is refused beside its field", async ({ server }) => {
  const client = await adminClient(server);
  const path = paths.resetPassword((await activeAccount()).id);
  const { body } = await client.submit(path, "singleUsePassword", { singleUsePassword: "short" });
  expect(fieldOf(body, "singleUsePassword")).toMatchObject({ isInvalid: true, hasFocus: true });
  expect(fieldOf(body, "singleUsePassword").description).toMatch(/at least 8 characters/);
});

test("administrators are led to their account page to change their own password", async ({ server }) => {
  const self = await adminAccount();
  const client = await signIn(anonymousClient(server), self);
  const { body } = await client.get(paths.resetPassword(self.id));
  expect(body).toMatch(new RegExp(`<a [^>]*href="${paths.account}"[^>]*>your account page</a>`));
  expect(body).not.toContain('name="singleUsePassword"');
});
