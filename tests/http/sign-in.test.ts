import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { activeAccount, adminAccount, expiredAccount, lockedAccount } from "#tests/db/people.ts";
import { anonymousClient, SIGN_IN_REFUSED, startsSession, submitSignIn } from "./clients.ts";
import { alertsOf, fieldOf, headingOf } from "./html.ts";
import { test } from "./test.ts";

test("case and spaces around the email do not matter", async ({ server }) => {
  const user = await activeAccount();
  const client = anonymousClient(server);
  const answer = await submitSignIn(client, { ...user, email: ` ${user.email.toUpperCase()} ` });
  expect([answer.status, answer.headers.location, startsSession(answer)]).toEqual([303, paths.home, true]);
  expect(headingOf((await client.get(paths.home)).body)).toBe(`Welcome, ${user.firstName}`);
});

test("a sign-in leads to the page that was asked for, query included", async ({ server }) => {
  const asked = `${paths.accounts}?search=m%C3%BCller+%26+co&state=ACTIVE`;
  const { email, password } = await adminAccount();
  const client = anonymousClient(server);
  const signInPage = String((await client.get(asked)).headers.location);
  const { headers } = await client.submit(signInPage, "password", { email, password });
  expect(headers.location).toBe(asked);
  expect(fieldOf((await client.get(asked)).body, "search").value).toBe("müller & co");
});

test("a refused sign-in keeps the email and not the password", async ({ server }) => {
  const password = "never to be seen again";
  const refused = {
    wrong: { ...(await activeAccount()), password },
    unknown: { email: "nobody.at.all@example.com", password },
    locked: await lockedAccount(),
    expired: await expiredAccount(),
  };
  for (const [reason, credentials] of Object.entries(refused)) {
    const { status, body } = await submitSignIn(anonymousClient(server), credentials);
    expect([status, alertsOf(body)], reason).toEqual([200, [SIGN_IN_REFUSED]]);
    expect(fieldOf(body, "email").value, reason).toBe(credentials.email);
    expect(fieldOf(body, "password").value, reason).toBe("");
    expect(body.includes(credentials.password), reason).toBe(false);
  }
});
