import { afterEach, expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { accountWithoutPassword, activeAccount, federatedAccount, uniqueWord } from "#tests/db/people.ts";
import { adminClient, anonymousClient, isSignedIn, signIn, startsSession, submitSignIn } from "#tests/http/clients.ts";
import { sectionOf, statusOf, textOf } from "#tests/http/page-text.ts";
import { testAt } from "#tests/http/test.ts";
import { emailProvider } from "#tests/servers/use-server.ts";
import { CHOSEN, complete, deliverEverything, SUBJECTS, sendPasswordReset } from "./emails.ts";

const test = testAt("resend");

afterEach(deliverEverything);

test("a reset leaves the old password valid until it is completed", async ({ server }) => {
  const user = await activeAccount({ lastName: uniqueWord() });
  const list = new URLSearchParams({ search: user.lastName }).toString();
  const admin = await adminClient(server);
  const form = `${paths.resetPassword(user.id)}?${new URLSearchParams({ list })}`;
  expect(textOf(await admin.get(form))).toContain("The current password works until then.");
  const sent = await admin.submit(form, "endAccess", {});
  expect(sent.headers.location).toBe(`${paths.accounts}?${list}`);
  expect(statusOf(await admin.get(`${paths.accounts}?${list}`))).toBe(
    `A password reset email is on its way to ${user.email}.`,
  );
  const message = await emailProvider.next(user.email, SUBJECTS.reset);
  const client = await signIn(anonymousClient(server), user);

  const reader = anonymousClient(server);
  expect((await complete(reader, message)).headers.location).toBe(paths.login);
  expect(await isSignedIn(client)).toBe(false);
  expect(startsSession(await submitSignIn(client, user))).toBe(false);
  await signIn(reader, { ...user, password: CHOSEN.password });
  const notice = await emailProvider.next(user.email, SUBJECTS.passwordChanged);
  expect(notice.text).toContain(paths.forgotPassword);
  expect(sectionOf(await admin.get(paths.accountDetails(user.id)), "Emails")).toMatch(
    /Password changed to .*(SENT|WAITING).*Password reset to .*SENT/,
  );
});

test("resetting a never-activated account sends an activation", async ({ server }) => {
  const user = await accountWithoutPassword();
  const admin = await adminClient(server);
  const page = await admin.get(paths.resetPassword(user.id));
  expect(textOf(page)).toContain("will get an activation email with a link to choose a password.");
  expect(textOf(page)).not.toMatch(/earlier one|new password|End access now/);
  const sent = await admin.submit(paths.resetPassword(user.id), "account", {});
  expect(statusOf(await admin.get(String(sent.headers.location)))).toBe(
    `An activation email is on its way to ${user.email}.`,
  );
  await emailProvider.next(user.email, SUBJECTS.activation);
  const again = await admin.get(paths.resetPassword(user.id));
  expect(textOf(again)).toContain("The link in the earlier email stops working.");
});

test("resetting a formerly federated account sends a first password link", async ({ server }) => {
  const user = await federatedAccount();
  const admin = await adminClient(server);
  expect(textOf(await admin.get(paths.resetPassword(user.id)))).toContain("has no password yet and will get an email");
  expect(textOf(await admin.get(paths.accountDetails(user.id)))).not.toContain("Resend activation email");
  const sent = await admin.submit(paths.resetPassword(user.id), "account", {});
  expect(statusOf(await admin.get(String(sent.headers.location)))).toBe(
    `A link to choose a password is on its way to ${user.email}.`,
  );
  const message = await emailProvider.next(user.email, /^Choose a password at/);
  await complete(anonymousClient(server), message);
  await signIn(anonymousClient(server), { ...user, password: CHOSEN.password });
});

test("a reset that ends access revokes password and sessions at once", async ({ server }) => {
  const user = await activeAccount();
  const client = await signIn(anonymousClient(server), user);
  const admin = await adminClient(server);
  const details = paths.accountDetails(user.id);
  const sent = await sendPasswordReset(admin, user, { endAccess: "on" });
  expect(sent.headers.location).toBe(details);
  const page = await admin.get(details);
  expect(statusOf(page)).toBe(`A password reset email is on its way to ${user.email}.`);
  expect(sectionOf(page, "History")).toContain("ended until the reset");

  expect(await isSignedIn(client)).toBe(false);
  expect(startsSession(await submitSignIn(client, user))).toBe(false);
  await complete(client, await emailProvider.next(user.email, SUBJECTS.reset));
  await signIn(client, { ...user, password: CHOSEN.password });
});
