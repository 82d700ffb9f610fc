import { afterEach, expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { activeAccount, PASSWORD, uniqueWord } from "#tests/db/people.ts";
import {
  adminClient,
  anonymousClient,
  signIn,
  startsSession,
  submitSignIn,
  viewerClient,
} from "#tests/http/clients.ts";
import { descriptionOf, fieldValue, headingOf, sectionOf, statusOf, textOf } from "#tests/http/page-text.ts";
import { testAt } from "#tests/http/test.ts";
import { emailProvider } from "#tests/servers/use-server.ts";
import { deliverEverything, follow, SUBJECTS, sendPasswordReset } from "./emails.ts";

const test = testAt("resend");

const CONFIRM = /^Confirm your new email address/;
const CHANGED = /^Your email address at .* was changed/;
const NEW = /^Your new email address/;

afterEach(deliverEverything);

test("a new email address takes effect when the user confirms it", async ({ server }) => {
  const user = await activeAccount();
  const email = `${uniqueWord()}@example.org`;
  const client = await signIn(anonymousClient(server), user);
  const refused = await client.submit(paths.account, "email", { email, currentPassword: "not my password" });
  expect(descriptionOf(refused, "currentPassword")).toContain("Incorrect current password");
  expect(fieldValue(refused, "email")).toBe(email);
  const requested = await client.submit(paths.account, "email", { email, currentPassword: PASSWORD });
  expect(requested.headers.location).toBe(paths.account);
  const account = await client.get(paths.account);
  expect(statusOf(account)).toBe(
    `A confirmation link is on its way to ${email}. Your email changes once you confirm it.`,
  );
  expect(textOf(account)).toContain(`You sign in as ${user.email}.`);
  const message = await emailProvider.next(email, CONFIRM);

  const another = await viewerClient(server);
  expect(textOf(await another.get(await follow(another, message)))).toContain("belong to a different account");

  const reader = anonymousClient(server);
  const { headers } = await reader.get(await follow(reader, message));
  expect(headers.location).toBe(`${paths.login}?${new URLSearchParams({ next: paths.confirmEmail })}`);
  await signIn(reader, user);
  expect(textOf(await reader.get(paths.confirmEmail))).toContain(email);
  const confirmed = await reader.submit(paths.confirmEmail, "link", {});
  expect(confirmed.headers.location).toBe(paths.account);
  expect(statusOf(await reader.get(paths.account))).toBe(`Your email is now ${email}.`);
  expect(textOf(await client.get(paths.account))).toContain(`You sign in as ${email}.`);
  expect((await emailProvider.next(user.email, CHANGED)).text).not.toContain(email);
  await emailProvider.next(email, NEW);
  expect(textOf(await reader.get(await follow(reader, message)))).toContain("This link has already been used.");
});

test("a link to confirm an address says that a newer one replaced it", async ({ server }) => {
  const user = await activeAccount();
  const client = await signIn(anonymousClient(server), user);
  const request = (email: string) => client.submit(paths.account, "email", { email, currentPassword: PASSWORD });
  const [older, newer] = [`${uniqueWord()}@example.org`, `${uniqueWord()}@example.org`];
  await request(older);
  const message = await emailProvider.next(older, CONFIRM);
  await request(newer);
  await emailProvider.next(newer, CONFIRM);
  expect(textOf(await client.get(await follow(client, message)))).toContain("replaced by a newer one.");
});

test("an administrator's email change notifies both addresses and supersedes links", async ({ server }) => {
  const user = await activeAccount();
  const email = `${uniqueWord()}@example.org`;
  const admin = await adminClient(server);
  await sendPasswordReset(admin, user);
  const reset = await emailProvider.next(user.email, SUBJECTS.reset);
  const details = paths.accountDetails(user.id);
  expect((await admin.submit(details, "seen", { email })).headers.location).toBe(details);
  expect(statusOf(await admin.get(details))).toBe(`Changes to ${email} saved.`);
  await emailProvider.next(user.email, CHANGED);
  await emailProvider.next(email, NEW);

  expect(startsSession(await submitSignIn(anonymousClient(server), user))).toBe(false);
  const client = await signIn(anonymousClient(server), { email, password: PASSWORD });
  const path = await follow(client, reset);
  expect(headingOf(await client.get(path))).toBe("This link has been replaced");
  // The old address belongs to no account, so that no new link is sent.
  await client.submit(path, "purpose", {});
  await deliverEverything();
  const emails = sectionOf(await admin.get(details), "Emails");
  expect(emails.match(/(?:Email address changed|Password reset|Forgot password)[^.]* to /g)).toEqual([
    "Email address changed to ",
    "Email address changed to ",
    "Password reset to ",
  ]);
});
