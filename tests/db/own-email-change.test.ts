import { expect, test } from "vitest";
import type { Actor } from "#lib/access/actor.ts";
import { deleteAccount } from "#lib/accounts/delete-account.ts";
import { UserError } from "#lib/errors.ts";
import { InvalidLink } from "#lib/links/link.ts";
import { confirmEmailChange } from "#lib/recovery/confirm-email-change.ts";
import { requestEmailChange } from "#lib/recovery/request-email-change.ts";
import { requestPasswordReset } from "#lib/recovery/request-password-reset.ts";
import { signOut } from "#lib/sessions/sign-out.ts";
import { signIn } from "#lib/sign-in/sign-in.ts";
import { follow, MAIL_OFF, newestMessage, runRecoveryJobs, sendEmailsTo, sendToProvider } from "./emails.ts";
import { withEnvironment } from "./environment.ts";
import { whileFailing } from "./owner.ts";
import { activeAccount, administrator, anonymousSource, lockedAccount, PASSWORD, signedIn } from "./people.ts";
import {
  accountNow,
  credentialsNow,
  emailsAbout,
  eventsAbout,
  everything,
  kindsOfEmailsAbout,
  linksOf,
  sessionsNow,
} from "./queries.ts";

const provider = await sendToProvider();

let addresses = 0;

const newAddress = () => `new.address${++addresses}@example.com`;

async function requestedChange() {
  const account = await activeAccount();
  const actor = await signedIn(account);
  const email = newAddress();
  await requestEmailChange(actor, email, PASSWORD);
  await runRecoveryJobs();
  return { account, actor, email, submitted: await follow(await newestMessage(provider, email)) };
}

const request = (actor: Actor, email = newAddress(), password = PASSWORD) => requestEmailChange(actor, email, password);

test("an email change takes effect when confirmed, and notifies both addresses", async () => {
  const { account, actor, email, submitted } = await requestedChange();
  expect(await accountNow(account.id)).toMatchObject({ email: account.email });
  expect(await kindsOfEmailsAbout(account.id)).toEqual([["email-confirmation", email]]);

  expect(await confirmEmailChange(actor, submitted)).toBe(email);
  expect(await accountNow(account.id)).toMatchObject({ email, searchText: expect.stringContaining(email) });
  expect(await signIn({ email: account.email, password: PASSWORD }, anonymousSource())).toMatchObject({
    signedIn: false,
  });
  expect(await signIn({ email, password: PASSWORD }, anonymousSource())).toMatchObject({ signedIn: true });

  const old = await newestMessage(provider, account.email);
  expect(old.text.replace(/\s+/g, " ")).toContain("sign in with your new address");
  expect(old.text).toContain("The account’s owner");
  expect(old.text).not.toContain(email);
  expect((await newestMessage(provider, email)).subject).toContain("Your new email address");
  const [requested, confirmed] = await eventsAbout(account.id);
  expect(requested).toMatchObject({ event: "email_change_requested", actorId: account.id, targetLabel: account.email });
  expect(confirmed).toMatchObject({
    event: "account_updated",
    actorId: account.id,
    targetLabel: email,
    changes: [{ field: "Email", from: account.email, to: email }],
  });
});

test("confirming an email change leaves all sessions unchanged", async () => {
  const { account, actor, submitted } = await requestedChange();
  const [before, { version }] = [await sessionsNow(account.id), await credentialsNow(account.id)];
  await confirmEmailChange(actor, submitted);
  expect(await sessionsNow(account.id)).toEqual(before);
  expect(await credentialsNow(account.id)).toMatchObject({ version });
});

test("a wrong current password sends nothing and counts towards the lock", async () => {
  const account = await activeAccount();
  const actor = await signedIn(account);
  for (let turn = 0; turn < 10; turn++)
    await expect(request(actor, newAddress(), "wrong guess")).rejects.toMatchObject({
      problems: { currentPassword: expect.any(String) },
    });
  expect(await credentialsNow(account.id)).toMatchObject({ failedAttempts: 10, lockedAt: expect.any(Date) });
  await expect(request(actor)).rejects.toMatchObject({ problems: { currentPassword: expect.any(String) } });
  expect(await linksOf(account.id)).toEqual([]);
  expect((await eventsAbout(account.id))[0]).toMatchObject({ event: "email_change_failed", outcome: "failure" });
});

test("a locked account cannot request an email change", async () => {
  const actor = await signedIn(await lockedAccount());
  await expect(request(actor)).rejects.toThrow("locked");
  expect(await linksOf(actor.id)).toEqual([]);
});

test("a taken address gets the same response, but no email", async () => {
  const taken = await activeAccount();
  const [actor, other] = [await signedIn(await activeAccount()), await signedIn(await activeAccount())];
  expect(await request(actor, taken.email)).toBe(await request(other));
  await runRecoveryJobs();
  expect(await linksOf(actor.id)).toEqual([]);
  expect(await emailsAbout(actor.id)).toEqual([]);
  expect(await emailsAbout(taken.id)).toEqual([]);
  const [event] = await eventsAbout(actor.id);
  const [otherEvent] = await eventsAbout(other.id);
  expect(event).toMatchObject({ event: otherEvent?.event, changes: otherEvent?.changes });
});

test("a new request supersedes the older link, even for taken addresses", async () => {
  const taken = await activeAccount();
  for (const next of [taken.email, newAddress()]) {
    const { actor, submitted } = await requestedChange();
    await request(actor, next);
    await expect(confirmEmailChange(actor, submitted)).rejects.toBeInstanceOf(InvalidLink);
  }
});

test("an address taken before confirmation is refused; the link stays valid", async () => {
  const { account, actor, email, submitted } = await requestedChange();
  await activeAccount({ email });
  const before = await everything();
  await expect(confirmEmailChange(actor, submitted)).rejects.toBeInstanceOf(UserError);
  expect(await everything()).toEqual(before);
  expect(await accountNow(account.id)).toMatchObject({ email: account.email });
});

test("only the signed-in requester can confirm an email change", async () => {
  const { account, actor, submitted } = await requestedChange();
  const otherUser = await signedIn(await activeAccount());
  await expect(confirmEmailChange(otherUser, submitted)).rejects.toBeInstanceOf(InvalidLink);
  expect(await accountNow(otherUser.id)).toMatchObject({ email: otherUser.email });
  await signOut(actor);
  await expect(confirmEmailChange(actor, submitted)).rejects.toThrow("Your session has ended");
  expect(await accountNow(account.id)).toMatchObject({ email: account.email });
  await confirmEmailChange(await signedIn(account), submitted);
});

test("only one of eight concurrent confirmations succeeds", async () => {
  const { account, actor, submitted } = await requestedChange();
  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => confirmEmailChange(actor, submitted)));
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect((await kindsOfEmailsAbout(account.id)).filter(([kind]) => kind === "email-changed")).toHaveLength(2);
});

test("a second request confirms the newer address", async () => {
  const { actor, submitted } = await requestedChange();
  const email = newAddress();
  await request(actor, email);
  await expect(confirmEmailChange(actor, submitted)).rejects.toBeInstanceOf(InvalidLink);
  await runRecoveryJobs();
  expect(await confirmEmailChange(actor, await follow(await newestMessage(provider, email)))).toBe(email);
});

test("a mailbox receives at most three confirmation emails an hour", async () => {
  const mailbox = "mailbox@elsewhere.example.com";
  for (let turn = 0; turn < 5; turn++) await request(await signedIn(await activeAccount()), mailbox);
  await runRecoveryJobs();
  await sendEmailsTo(mailbox);
  expect(provider.messages.to(mailbox)).toHaveLength(3);
});

test("requests for a taken address do not use up its reset emails", async () => {
  const owner = await activeAccount();
  for (let turn = 0; turn < 3; turn++) await request(await signedIn(await activeAccount()), owner.email);
  await requestPasswordReset(owner.email, anonymousSource());
  await runRecoveryJobs();
  expect(await kindsOfEmailsAbout(owner.id)).toEqual([["forgot-password", owner.email]]);
});

test("confirmation emails do not use up reset emails", async () => {
  const email = newAddress();
  for (let turn = 0; turn < 3; turn++) await request(await signedIn(await activeAccount()), email);
  await runRecoveryJobs();
  const owner = await activeAccount({ email });
  await requestPasswordReset(email, anonymousSource());
  await runRecoveryJobs();
  expect(await kindsOfEmailsAbout(owner.id)).toEqual([["forgot-password", email]]);
});

test("requests for a taken address do not use up its confirmation emails", async () => {
  const owner = await activeAccount();
  for (let turn = 0; turn < 3; turn++) await request(await signedIn(await activeAccount()), owner.email);
  await runRecoveryJobs();
  await deleteAccount(await administrator(), owner.id);
  const next = await signedIn(await activeAccount());
  await request(next, owner.email);
  await runRecoveryJobs();
  expect(await kindsOfEmailsAbout(next.id)).toEqual([["email-confirmation", owner.email]]);
});

test("requests for taken addresses count towards the limit of a source", async () => {
  const taken = await activeAccount();
  const actor = await signedIn(await activeAccount());
  for (let turn = 0; turn < 20; turn++) await request(actor, taken.email);
  await request(actor);
  await runRecoveryJobs();
  expect(await emailsAbout(actor.id)).toEqual([]);
});

test("the current email is refused as the new one", async () => {
  const actor = await signedIn(await activeAccount());
  const before = await everything();
  await expect(request(actor, actor.email)).rejects.toMatchObject({ problems: { email: expect.any(String) } });
  expect(await everything()).toEqual(before);
});

test("a revoked session cannot request an email change", async () => {
  const actor = await signedIn(await activeAccount());
  await signOut(actor);
  await expect(request(actor)).rejects.toThrow("Your session has ended");
  expect(await linksOf(actor.id)).toEqual([]);
});

test("no user changes their email while outgoing mail is off", async () => {
  const actor = await signedIn(await activeAccount());
  const before = await everything();
  await withEnvironment(MAIL_OFF, () => expect(request(actor)).rejects.toThrow("Outgoing mail is off"));
  expect(await everything()).toEqual(before);
});

test.each(["UPDATE ON links", "UPDATE ON accounts", "INSERT ON audit_events", "INSERT ON emails"])(
  "confirming an email change rolls back when %s fails",
  async (statement) => {
    const { actor, submitted } = await requestedChange();
    const before = await everything();
    await whileFailing(statement, () => expect(confirmEmailChange(actor, submitted)).rejects.toThrow("P0001"));
    expect(await everything()).toEqual(before);
    await confirmEmailChange(actor, submitted);
  },
);
