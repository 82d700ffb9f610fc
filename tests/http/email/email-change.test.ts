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

const CONFIRM = /^Confirm your new e-mail address/;
const CHANGED = /^Your e-mail address at .* was changed/;
const NEW = /^Your new e-mail address/;

afterEach(deliverEverything);

test("a new email address takes effect when its own user confirms it", async ({ server }) => {
  const user = await activeAccount();
  const email = `${uniqueWord()}@example.org`;
  const client = await signIn(anonymousClient(server), user);
  const refused = await client.submit(paths.account, "email", { email, currentPassword: "not my password" });
  expect(descriptionOf(refused, "currentPassword")).toContain("not your current password");
  expect(fieldValue(refused, "email")).toBe(email);
  const asked = await client.submit(paths.account, "email", { email, currentPassword: PASSWORD });
  expect(asked.headers.location).toBe(paths.account);
  const account = await client.get(paths.account);
  expect(statusOf(account)).toBe(
    `A confirmation link is on its way to ${email}. Your email changes once you confirm it.`,
  );
  expect(textOf(account)).toContain(`You sign in as ${user.email}.`);
  const message = await emailProvider.next(email, CONFIRM);

  const another = await viewerClient(server);
  expect(textOf(await another.get(await follow(another, message)))).toContain("belong to a different account");

  const phone = anonymousClient(server);
  const { headers } = await phone.get(await follow(phone, message));
  expect(headers.location).toBe(`${paths.login}?${new URLSearchParams({ next: paths.confirmEmail })}`);
  await signIn(phone, user);
  expect(textOf(await phone.get(paths.confirmEmail))).toContain(email);
  const confirmed = await phone.submit(paths.confirmEmail, "link", {});
  expect(confirmed.headers.location).toBe(paths.account);
  expect(statusOf(await phone.get(paths.account))).toBe(`Your email is now ${email}.`);
  expect(textOf(await client.get(paths.account))).toContain(`You sign in as ${email}.`);
  expect((await emailProvider.next(user.email, CHANGED)).text).not.toContain(email);
  await emailProvider.next(email, NEW);
  expect(textOf(await phone.get(await follow(phone, message)))).toContain("This link has already been used.");
});

test("an administrator's change of an address notifies both, and ends its links", async ({ server }) => {
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
  // The old mailbox belongs to no account any more: a new link goes nowhere.
  await client.submit(path, "purpose", {});
  await deliverEverything();
  const emails = sectionOf(await admin.get(details), "Emails");
  expect(emails.match(/(?:E-mail address changed|Password reset|Forgotten password)[^.]* to /g)).toEqual([
    "E-mail address changed to ",
    "E-mail address changed to ",
    "Password reset to ",
  ]);
});
