import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { activeAccount, adminAccount } from "#tests/db/people.ts";
import { adminClient, anonymousClient, signIn } from "./clients.ts";
import { fieldOf } from "./shown-field.ts";
import { test } from "./test.ts";

test("a weak single-use password is refused beside its field", async ({ server }) => {
  const client = await adminClient(server);
  const path = paths.resetPassword((await activeAccount()).id);
  const answer = await client.submit(path, "singleUsePassword", { singleUsePassword: "short" });
  expect(fieldOf(answer, "singleUsePassword")).toMatchObject({ isInvalid: true, hasFocus: true });
  expect(fieldOf(answer, "singleUsePassword").description).toMatch(/at least 8 characters/);
});

test("administrators are led to their account page to change their own password", async ({ server }) => {
  const self = await adminAccount();
  const client = await signIn(anonymousClient(server), self);
  const { body } = await client.get(paths.resetPassword(self.id));
  expect(body).toMatch(new RegExp(`<a [^>]*href="${paths.account}"[^>]*>your account page</a>`));
  expect(body).not.toContain('name="singleUsePassword"');
});
