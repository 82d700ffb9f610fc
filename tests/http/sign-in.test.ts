import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { accountWithExpiredPassword, activeAccount, lockedAccount } from "#tests/db/people.ts";
import { anonymousClient, SIGN_IN_REFUSED, startsSession, submitSignIn } from "./clients.ts";
import { alertOf, headingOf } from "./page-text.ts";
import { fieldOf } from "./shown-field.ts";
import { test } from "./test.ts";

test("case and spaces around the email do not matter", async ({ server }) => {
  const user = await activeAccount();
  const client = anonymousClient(server);
  const answer = await submitSignIn(client, { ...user, email: ` ${user.email.toUpperCase()} ` });
  expect([answer.status, answer.headers.location, startsSession(answer)]).toEqual([303, paths.home, true]);
  expect(headingOf(await client.get(paths.home))).toBe(`Welcome, ${user.firstName}`);
});

test("a refused sign-in keeps the email, but not the password", async ({ server }) => {
  const password = "never to be seen again";
  const refused = {
    wrong: { ...(await activeAccount()), password },
    unknown: { email: "nobody.at.all@example.com", password },
    locked: await lockedAccount(),
    expired: await accountWithExpiredPassword(),
  };
  for (const [reason, credentials] of Object.entries(refused)) {
    const answer = await submitSignIn(anonymousClient(server), credentials);
    expect([answer.status, alertOf(answer)], reason).toEqual([200, SIGN_IN_REFUSED]);
    expect(fieldOf(answer, "email").value, reason).toBe(credentials.email);
    expect(fieldOf(answer, "password").value, reason).toBe("");
    expect(answer.body.includes(credentials.password), reason).toBe(false);
  }
});
