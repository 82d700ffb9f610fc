import { sql } from "drizzle-orm";
import { afterEach, expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { activeAccount, adminAccount } from "#tests/db/people.ts";
import { adminClient, anonymousClient, signIn } from "#tests/http/clients.ts";
import { run } from "#tests/http/database.ts";
import { rowOf, sectionOf, statusOf, textOf } from "#tests/http/page-text.ts";
import { press } from "#tests/http/press.ts";
import { testAt } from "#tests/http/test.ts";
import { errorReply } from "#tests/mail/provider.ts";
import { emailProvider } from "#tests/servers/use-server.ts";
import { deliverEverything, SOON, SUBJECTS, sendPasswordReset, statesOfEmailsTo } from "./emails.ts";

const test = testAt("resend");

afterEach(deliverEverything);

const listOf = (state: string) => `${paths.outgoingMail}?${new URLSearchParams({ state })}`;

const expectStates = (email: string, ...states: string[]) =>
  expect.poll(() => statesOfEmailsTo(email), SOON).toEqual(states);

test("the page shows how emails are sent, and sends a test", async ({ server }) => {
  const account = await adminAccount();
  const admin = await signIn(anonymousClient(server), account);
  const overview = sectionOf(await admin.get(paths.outgoingMail), "Sent through");
  expect(overview).toContain("Resend");
  expect(overview).toContain("Gatehouse <no-reply@example.com>");
  const sent = await press(admin, paths.outgoingMail, "Send a test email");
  expect(sent.headers.location).toBe(paths.outgoingMail);
  expect(statusOf(await admin.get(paths.outgoingMail))).toBe(`A test email is on its way to ${account.email}.`);
  expect((await emailProvider.next(account.email, /^Test email/)).text).toContain("Resend");
  await expectStates(account.email, "SENT");
  expect(rowOf(await admin.get(listOf("SENT")), account.email)).toMatch(/Test email.*SENT/);
  expect(rowOf(await admin.get(listOf("FAILED")), account.email)).toBe("");
});

test("administrators are warned of a failed email until it is handled", async ({ server }) => {
  await run(sql`UPDATE emails SET state = 'CANCELLED' WHERE state = 'FAILED'`);
  const user = await activeAccount();
  const admin = await adminClient(server);
  const home = async () => textOf(await admin.get(paths.home));
  const reset = async () => {
    const { headers } = await sendPasswordReset(admin, user);
    expect(statusOf(await admin.get(String(headers.location)))).toBe(
      `A password reset email is on its way to ${user.email}.`,
    );
  };
  await emailProvider.reply(errorReply(422, "validation_error", "No such mailbox"), user.email);
  await reset();
  await expectStates(user.email, "FAILED");
  const details = await admin.get(paths.accountDetails(user.id));
  expect(sectionOf(details, "Emails")).toMatch(/Password reset.*No such mailbox.*FAILED/);
  expect(textOf(details)).toContain("1 email couldn't be sent. View outgoing mail");
  expect(rowOf(await admin.get(paths.outgoingMail), user.email)).toContain("No such mailbox");

  await emailProvider.deliver();
  expect((await press(admin, listOf("FAILED"), `Retry the email to ${user.email}`)).headers.location).toBe(
    paths.outgoingMail,
  );
  expect(statusOf(await admin.get(paths.outgoingMail))).toBe(`Retrying the email to ${user.email}.`);
  await emailProvider.next(user.email, SUBJECTS.reset);
  await expectStates(user.email, "SENT");
  expect(await home()).not.toContain("couldn't be sent");

  await emailProvider.reply(errorReply(422, "validation_error", "No such mailbox"), user.email);
  await reset();
  await expectStates(user.email, "SENT", "FAILED");
  expect(await home()).toContain("1 email couldn't be sent.");
  expect((await press(admin, listOf("FAILED"), `Discard the email to ${user.email}`)).headers.location).toBe(
    paths.outgoingMail,
  );
  const page = await admin.get(paths.outgoingMail);
  expect(statusOf(page)).toBe(`Email to ${user.email} discarded.`);
  expect(textOf(page)).not.toContain("couldn't be sent");
  expect(rowOf(page, user.email)).toContain("CANCELLED");
});
