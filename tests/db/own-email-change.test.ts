import { expect, test } from "vitest";
import type { Actor } from "#lib/access/actor.ts";
import { deleteAccount } from "#lib/accounts/delete-account.ts";
import { UserError } from "#lib/errors.ts";
import { InvalidLink } from "#lib/links/link.ts";
import { confirmEmail } from "#lib/recovery/confirm-email-change.ts";
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

async function asked() {
  const account = await activeAccount();
  const own = await signedIn(account);
  const email = newAddress();
  await requestEmailChange(own, email, PASSWORD);
  await runRecoveryJobs();
  return { account, own, email, submitted: await follow(await newestMessage(provider, email)) };
}

const ask = (own: Actor, email = newAddress(), password = PASSWORD) => requestEmailChange(own, email, password);

test("another e-mail of one's own takes effect when it is confirmed, and both addresses are told", async () => {
  const { account, own, email, submitted } = await asked();
  expect(await accountNow(account.id)).toMatchObject({ email: account.email });
  expect(await kindsOfEmailsAbout(account.id)).toEqual([["email-confirmation", email]]);

  expect(await confirmEmail(own, submitted)).toBe(email);
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
  const [wish, change] = await eventsAbout(account.id);
  expect(wish).toMatchObject({ event: "email_change_requested", actorId: account.id, targetLabel: account.email });
  expect(change).toMatchObject({
    event: "account_updated",
    actorId: account.id,
    targetLabel: email,
    changes: [{ field: "Email", from: account.email, to: email }],
  });
});

test("confirming is no sign-in: the sessions stay what they were", async () => {
  const { account, own, submitted } = await asked();
  const [before, { version }] = [await sessionsNow(account.id), await credentialsNow(account.id)];
  await confirmEmail(own, submitted);
  expect(await sessionsNow(account.id)).toEqual(before);
  expect(await credentialsNow(account.id)).toMatchObject({ version });
});

test("a wrong current password asks for nothing, and counts towards the lock", async () => {
  const account = await activeAccount();
  const own = await signedIn(account);
  for (let turn = 0; turn < 10; turn++)
    await expect(ask(own, newAddress(), "wrong guess")).rejects.toMatchObject({
      problems: { currentPassword: expect.any(String) },
    });
  expect(await credentialsNow(account.id)).toMatchObject({ failedAttempts: 10, lockedAt: expect.any(Date) });
  await expect(ask(own)).rejects.toMatchObject({ problems: { currentPassword: expect.any(String) } });
  expect(await linksOf(account.id)).toEqual([]);
  expect((await eventsAbout(account.id))[0]).toMatchObject({ event: "email_change_failed", outcome: "failure" });
});

test("who is locked asks for nothing", async () => {
  const own = await signedIn(await lockedAccount());
  await expect(ask(own)).rejects.toThrow("locked");
  expect(await linksOf(own.id)).toEqual([]);
});

test("asking for an address that another account has is answered alike, and mails nobody", async () => {
  const taken = await activeAccount();
  const [own, other] = [await signedIn(await activeAccount()), await signedIn(await activeAccount())];
  expect(await ask(own, taken.email)).toBe(await ask(other));
  await runRecoveryJobs();
  expect(await linksOf(own.id)).toEqual([]);
  expect(await emailsAbout(own.id)).toEqual([]);
  expect(await emailsAbout(taken.id)).toEqual([]);
  const [mine] = await eventsAbout(own.id);
  const [theirs] = await eventsAbout(other.id);
  expect(mine).toMatchObject({ event: theirs?.event, changes: theirs?.changes });
});

test("asking for another address closes the older link, whether the address is taken or not", async () => {
  const taken = await activeAccount();
  for (const next of [taken.email, newAddress()]) {
    const { own, submitted } = await asked();
    await ask(own, next);
    await expect(confirmEmail(own, submitted)).rejects.toBeInstanceOf(InvalidLink);
  }
});

test("an address that was taken before it is confirmed is refused, and the link is not used up", async () => {
  const { account, own, email, submitted } = await asked();
  await activeAccount({ email });
  const before = await everything();
  await expect(confirmEmail(own, submitted)).rejects.toBeInstanceOf(UserError);
  expect(await everything()).toEqual(before);
  expect(await accountNow(account.id)).toMatchObject({ email: account.email });
});

test("only who asked for it, signed in, confirms an address: not whoever reads its mailbox", async () => {
  const { account, own, submitted } = await asked();
  const reader = await signedIn(await activeAccount());
  await expect(confirmEmail(reader, submitted)).rejects.toBeInstanceOf(InvalidLink);
  expect(await accountNow(reader.id)).toMatchObject({ email: reader.email });
  await signOut(own);
  await expect(confirmEmail(own, submitted)).rejects.toThrow("Your session was ended");
  expect(await accountNow(account.id)).toMatchObject({ email: account.email });
  await confirmEmail(await signedIn(account), submitted);
});

test("of parallel confirmations one counts, and both addresses are told once", async () => {
  const { account, own, submitted } = await asked();
  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => confirmEmail(own, submitted)));
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect((await kindsOfEmailsAbout(account.id)).filter(([kind]) => kind === "email-changed")).toHaveLength(2);
});

test("who asks twice confirms the newer address", async () => {
  const { own, submitted } = await asked();
  const email = newAddress();
  await ask(own, email);
  await expect(confirmEmail(own, submitted)).rejects.toBeInstanceOf(InvalidLink);
  await runRecoveryJobs();
  expect(await confirmEmail(own, await follow(await newestMessage(provider, email)))).toBe(email);
});

test("nobody can have a mailbox flooded: three mails an hour, however many ask", async () => {
  const victim = "victim@elsewhere.example.com";
  for (let turn = 0; turn < 5; turn++) await ask(await signedIn(await activeAccount()), victim);
  await runRecoveryJobs();
  await sendEmailsTo(victim);
  expect(provider.messages.to(victim)).toHaveLength(3);
});

test("asking for another's address leaves the owner's reset emails alone", async () => {
  const owner = await activeAccount();
  for (let turn = 0; turn < 3; turn++) await ask(await signedIn(await activeAccount()), owner.email);
  await requestPasswordReset(owner.email, anonymousSource());
  await runRecoveryJobs();
  expect(await kindsOfEmailsAbout(owner.id)).toEqual([["forgot-password", owner.email]]);
});

test("emails to confirm an address use up no reset emails of it", async () => {
  const email = newAddress();
  for (let turn = 0; turn < 3; turn++) await ask(await signedIn(await activeAccount()), email);
  await runRecoveryJobs();
  const owner = await activeAccount({ email });
  await requestPasswordReset(email, anonymousSource());
  await runRecoveryJobs();
  expect(await kindsOfEmailsAbout(owner.id)).toEqual([["forgot-password", email]]);
});

test("an address that is no longer taken has its whole budget left", async () => {
  const owner = await activeAccount();
  for (let turn = 0; turn < 3; turn++) await ask(await signedIn(await activeAccount()), owner.email);
  await runRecoveryJobs();
  await deleteAccount(await administrator(), owner.id);
  const next = await signedIn(await activeAccount());
  await ask(next, owner.email);
  await runRecoveryJobs();
  expect(await kindsOfEmailsAbout(next.id)).toEqual([["email-confirmation", owner.email]]);
});

test("asking for taken addresses counts towards the twenty requests of a source", async () => {
  const taken = await activeAccount();
  const own = await signedIn(await activeAccount());
  for (let turn = 0; turn < 20; turn++) await ask(own, taken.email);
  await ask(own);
  await runRecoveryJobs();
  expect(await emailsAbout(own.id)).toEqual([]);
});

test("one's own address is no other one", async () => {
  const own = await signedIn(await activeAccount());
  const before = await everything();
  await expect(ask(own, own.email)).rejects.toMatchObject({ problems: { email: expect.any(String) } });
  expect(await everything()).toEqual(before);
});

test("who was signed out meanwhile asks for nothing", async () => {
  const own = await signedIn(await activeAccount());
  await signOut(own);
  await expect(ask(own)).rejects.toThrow("Your session was ended");
  expect(await linksOf(own.id)).toEqual([]);
});

test("while outgoing mail is off nobody changes their own e-mail", async () => {
  const own = await signedIn(await activeAccount());
  const before = await everything();
  await withEnvironment(MAIL_OFF, () => expect(ask(own)).rejects.toThrow("Outgoing mail is off"));
  expect(await everything()).toEqual(before);
});

test.each(["UPDATE ON links", "UPDATE ON accounts", "INSERT ON audit_events", "INSERT ON emails"])(
  "a confirmation of which a statement fails (%s) leaves everything as it was",
  async (statement) => {
    const { own, submitted } = await asked();
    const before = await everything();
    await whileFailing(statement, () => expect(confirmEmail(own, submitted)).rejects.toThrow("P0001"));
    expect(await everything()).toEqual(before);
    await confirmEmail(own, submitted);
  },
);
