import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { activeAccount, adminAccount, federatedAccount, uniqueWord } from "#tests/db/people.ts";
import { adminClient, anonymousClient, signIn } from "./clients.ts";
import { rowOf, sectionOf, textOf } from "./page-text.ts";
import { fieldOf } from "./shown-field.ts";
import { test } from "./test.ts";

test("a weak single-use password has its error at the field", async ({ server }) => {
  const client = await adminClient(server);
  const path = paths.resetPassword((await activeAccount()).id);
  const answer = await client.submit(path, "singleUsePassword", { singleUsePassword: "short" });
  expect(fieldOf(answer, "singleUsePassword")).toMatchObject({ isInvalid: true, hasFocus: true });
  expect(fieldOf(answer, "singleUsePassword").description).toMatch(/at least 8 characters/);
});

test("a formerly federated account is shown without a password", async ({ server }) => {
  const user = await federatedAccount({ lastName: uniqueWord() });
  const client = await adminClient(server);
  const list = `${paths.accounts}?search=${user.lastName}`;
  expect(rowOf(await client.get(list), user.email)).toMatch(/ACTIVE.*No password yet/);
  expect(textOf(await client.get(paths.accountActions(user.id)))).toContain("Reset user password");
  expect(sectionOf(await client.get(paths.accountDetails(user.id)), "Account")).toContain("No password yet");
  const reset = await client.get(paths.resetPassword(user.id));
  expect(textOf(reset)).toContain("has no password yet and will get a single-use password to choose one.");
  await client.submit(paths.resetPassword(user.id), "singleUsePassword", {});
  expect(rowOf(await client.get(list), user.email)).not.toContain("No password yet");
});

test("administrators are sent to their account page for their own password", async ({ server }) => {
  const self = await adminAccount();
  const client = await signIn(anonymousClient(server), self);
  const { body } = await client.get(paths.resetPassword(self.id));
  expect(body).toMatch(new RegExp(`<a [^>]*href="${paths.account}"[^>]*>Go to your account page</a>`));
  expect(body).not.toContain('name="singleUsePassword"');
});
