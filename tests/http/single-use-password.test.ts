import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { invitedAccount } from "#tests/db/people.ts";
import { anonymousClient, signIn } from "./clients.ts";
import { formOf } from "./forms.ts";
import { fieldOf } from "./html.ts";
import { test } from "./test.ts";

test("a refused new password is explained beside its field, and not kept", async ({ server }) => {
  const user = await invitedAccount();
  const client = await signIn(anonymousClient(server), user);
  const refusals = [
    ["short", /at least 8 characters/],
    [user.email, /e-mail address/],
    ["password123", /most used passwords/],
    [user.password, /another password than the single-use one/],
  ] as const;
  for (const [password, reason] of refusals) {
    const { body } = await client.submit(paths.newPassword, "confirmation", { password, confirmation: password });
    expect(fieldOf(body, "password")).toMatchObject({ value: "", isInvalid: true, hasFocus: true });
    expect(fieldOf(body, "password").description).toMatch(reason);
    expect(fieldOf(body, "confirmation").value).toBe("");
  }

  const mistyped = { password: "a lamp for every window", confirmation: "a lamp for every windows" };
  const { body } = await client.submit(paths.newPassword, "confirmation", mistyped);
  expect(fieldOf(body, "confirmation").description).toMatch(/not the same as the new password/);
});

test("signing out leaves a single-use password usable", async ({ server }) => {
  const user = await invitedAccount();
  const client = await signIn(anonymousClient(server), user);
  const page = (await client.get(paths.newPassword)).body;
  const { headers } = await client.post(paths.newPassword, formOf(page).fields);
  expect(headers.location).toBe(paths.login);
  await signIn(client, user);
  expect((await client.get(paths.newPassword)).status).toBe(200);
});
