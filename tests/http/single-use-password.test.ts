import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { accountWithSingleUsePassword } from "#tests/db/people.ts";
import { anonymousClient, signIn } from "./clients.ts";
import { fieldOf } from "./shown-field.ts";
import { test } from "./test.ts";

test("a refused new password has its error at the field", async ({ server }) => {
  const user = await accountWithSingleUsePassword();
  const client = await signIn(anonymousClient(server), user);
  const refusals = [
    ["short", /at least 8 characters/],
    [user.email, /email address/],
    ["password123", /too common/],
    [user.password, /different from the single-use password/],
  ] as const;
  for (const [password, reason] of refusals) {
    const answer = await client.submit(paths.newPassword, "confirmation", { password, confirmation: password });
    expect(fieldOf(answer, "password")).toMatchObject({ value: "", isInvalid: true, hasFocus: true });
    expect(fieldOf(answer, "password").description).toMatch(reason);
    expect(fieldOf(answer, "confirmation").value).toBe("");
  }

  const mistyped = { password: "a lamp for every window", confirmation: "a lamp for every windows" };
  const answer = await client.submit(paths.newPassword, "confirmation", mistyped);
  expect(fieldOf(answer, "confirmation").description).toMatch(/passwords don't match/);
});
