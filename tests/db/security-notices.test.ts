import { afterEach, expect, test } from "vitest";
import { ADMINISTRATOR } from "#lib/access/roles.ts";
import { addAccount } from "#lib/accounts/add-account.ts";
import { deleteAccount } from "#lib/accounts/delete-account.ts";
import { inviteAccount } from "#lib/accounts/invite-account.ts";
import { updateAccount } from "#lib/accounts/update-account.ts";
import { sendTestEmail } from "#lib/mail/send-test-email.ts";
import { changePassword } from "#lib/passwords/change-password.ts";
import { completePasswordReset } from "#lib/recovery/complete-password-reset.ts";
import { resetPassword } from "#lib/recovery/issue-single-use-password.ts";
import { replaceSingleUsePassword } from "#lib/recovery/replace-single-use-password.ts";
import { sendPasswordReset } from "#lib/recovery/send-password-reset.ts";
import { signIn } from "#lib/sign-in/sign-in.ts";
import { openMailbox } from "#tests/mail/mailbox.ts";
import { follow, MAIL_OFF, newestMessage, sendToProvider } from "./emails.ts";
import { withEnvironment } from "./environment.ts";
import { asOwner, onTheSide } from "./owner.ts";
import {
  accountWithoutPassword,
  activeAccount,
  administrator,
  anonymousSource,
  federatedAccount,
  invitedAccount,
  PASSWORD,
  signedIn,
  type TestAccount,
} from "./people.ts";
import { emailsAbout, eventsAbout, kindsOfEmailsAbout, linksOf } from "./queries.ts";

const provider = await sendToProvider();

const CHOSEN = "my very own secret";
const LIMIT = 10;

const guess = ({ email }: TestAccount) => signIn({ email, password: "wrong guess" }, anonymousSource());

const asSeen = ({ firstName, lastName, email, phone, roles }: TestAccount) => ({
  firstName,
  lastName,
  email,
  phone,
  roles: [...roles],
  emailNotifications: [] as "account-locked"[],
});

/** An account that asked for the optional emails. */
async function curious(roles: readonly string[]): Promise<TestAccount> {
  const account = await activeAccount({ roles: [...roles] as TestAccount["roles"] });
  await asOwner`UPDATE accounts SET email_notifications = ARRAY['account-locked'] WHERE id = ${account.id}`;
  return account;
}

afterEach(async () => {
  await asOwner`UPDATE accounts SET email_notifications = '{}'`;
});

const unwrapped = (text: string) => text.replace(/\s+/g, " ");

test("a lock is mailed once, to its holder and to the administrators who want to know, and to nobody else", async () => {
  const wants = await curious([ADMINISTRATOR]);
  await activeAccount({ roles: [ADMINISTRATOR] });
  await curious(["viewer"]);
  const account = await activeAccount();
  const guesses = Array.from({ length: 3 * LIMIT }, () => guess(account));
  await Promise.all(guesses);

  expect(await kindsOfEmailsAbout(account.id)).toEqual([
    ["account-locked", account.email],
    ["account-locked-notice", wants.email],
  ]);
  const own = await newestMessage(provider, account.email);
  expect(own.text).toContain("http://localhost:3000/forgot-password");
  expect(own.text).toContain("10");
  const notice = await newestMessage(provider, wants.email);
  expect(notice.subject).toContain(account.email);
  expect(notice.text).toContain(`http://localhost:3000/administration/user-accounts/${account.id}`);
});

test("a locked administrator is told as its holder, and not once more as an administrator", async () => {
  const account = await curious([ADMINISTRATOR]);
  for (let turn = 0; turn < LIMIT; turn++) await guess(account);
  expect(await kindsOfEmailsAbout(account.id)).toEqual([["account-locked", account.email]]);
});

test("while locked, further guesses mail nobody", async () => {
  const account = await activeAccount();
  for (let turn = 0; turn < LIMIT + 5; turn++) await guess(account);
  await signIn({ email: account.email, password: PASSWORD }, anonymousSource());
  expect(await kindsOfEmailsAbout(account.id)).toEqual([["account-locked", account.email]]);
});

test("wrong current passwords that lock are mailed like any others", async () => {
  const account = await activeAccount();
  const own = await signedIn(account);
  for (let turn = 0; turn < LIMIT; turn++)
    await changePassword(own, { current: "wrong guess", chosen: CHOSEN }, anonymousSource()).catch(() => undefined);
  expect(await kindsOfEmailsAbout(account.id)).toEqual([["account-locked", account.email]]);
});

test("who changed or reset their password is told so", async () => {
  const account = await activeAccount();
  await changePassword(await signedIn(account), { current: PASSWORD, chosen: CHOSEN }, anonymousSource());
  expect(unwrapped((await newestMessage(provider, account.email)).text)).toContain("changed on your account page");
  await sendPasswordReset(await administrator(), account.id, false);
  const submitted = await follow(await newestMessage(provider, account.email));
  await completePasswordReset({ submitted, source: anonymousSource() }, `${CHOSEN} again`);
  expect(unwrapped((await newestMessage(provider, account.email)).text)).toContain("reset with a link");
  expect((await kindsOfEmailsAbout(account.id)).map(([kind]) => kind)).toEqual([
    "password-changed",
    "password-reset",
    "password-changed",
  ]);
});

test("a change of the password that is refused is mailed to nobody", async () => {
  const account = await activeAccount();
  const own = await signedIn(account);
  for (const [current, chosen] of [
    ["wrong guess", CHOSEN],
    [PASSWORD, "short"],
  ] as const)
    await expect(changePassword(own, { current, chosen }, anonymousSource())).rejects.toThrow();
  expect(await emailsAbout(account.id)).toEqual([]);
});

test("an e-mail that an administrator changed is another one at once, and both addresses are told by whom", async () => {
  const [actor, account] = [await administrator(), await activeAccount()];
  const moved = `moved.${account.id}@example.com`;
  await updateAccount(actor, account.id, { ...asSeen(account), roles: ["viewer"], email: moved }, asSeen(account));
  expect(await signIn({ email: moved, password: PASSWORD }, anonymousSource())).toMatchObject({ signedIn: true });
  expect(await kindsOfEmailsAbout(account.id)).toEqual([
    ["email-changed", account.email],
    ["email-changed", moved],
  ]);
  expect(await linksOf(account.id)).toEqual([]);
  for (const address of [account.email, moved])
    expect((await newestMessage(provider, address)).text).toContain("Changed by: An administrator");
});

test("who never came in is invited anew at the new address, and the older invitation ends", async () => {
  const [actor, account] = [await administrator(), await accountWithoutPassword()];
  const moved = `moved.${account.id}@example.com`;
  await updateAccount(actor, account.id, { ...asSeen(account), roles: ["viewer"], email: moved }, asSeen(account));
  expect((await kindsOfEmailsAbout(account.id)).toSorted()).toEqual(
    [
      ["account-activation", moved],
      ["email-changed", account.email],
      ["email-changed", moved],
    ].toSorted(),
  );
  expect(await linksOf(account.id)).toMatchObject([{ purpose: "activation", email: moved }]);
});

test("a user known from an identity provider is not invited at a new email", async () => {
  const [actor, account] = [await administrator(), await federatedAccount()];
  const moved = `moved.${account.id}@example.com`;
  await updateAccount(actor, account.id, { ...asSeen(account), roles: ["viewer"], email: moved }, asSeen(account));
  expect((await kindsOfEmailsAbout(account.id)).map(([kind]) => kind)).toEqual(["email-changed", "email-changed"]);
});

test("an edit that leaves the e-mail as it is mails nobody", async () => {
  const [actor, account] = [await administrator(), await activeAccount()];
  await updateAccount(
    actor,
    account.id,
    { ...asSeen(account), roles: ["viewer"], firstName: "Renamed" },
    asSeen(account),
  );
  expect(await emailsAbout(account.id)).toEqual([]);
});

test("an administrator has a test mail sent to themselves", async () => {
  const actor = await administrator();
  const mailbox = await openMailbox();
  const throughSmtp = { RESEND_API_KEY: "", RESEND_BASE_URL: "", SMTP_URL: mailbox.url };
  await withEnvironment(throughSmtp, async () => {
    await sendTestEmail(actor);
    expect((await newestMessage(mailbox, actor.email)).text).toContain("SMTP, 127.0.0.1");
  });
  await mailbox.close();
  expect(await eventsAbout(actor.id)).toMatchObject([{ event: "test_email_sent", actorId: actor.id }]);
});

test("while outgoing mail is off nothing is queued, whatever happens", async () => {
  await curious([ADMINISTRATOR]);
  const queue = () => onTheSide`SELECT (SELECT count(*) FROM emails) AS emails, (SELECT count(*) FROM links) AS links,
    (SELECT count(*) FROM graphile_worker.jobs) AS jobs`;
  const before = await queue();
  await withEnvironment(MAIL_OFF, async () => {
    const [actor, account, never] = [await administrator(), await activeAccount(), await accountWithoutPassword()];
    const newcomer = { ...asSeen(account), roles: ["viewer" as const], email: "by.hand@example.com" };
    await addAccount(actor, { ...newcomer, singleUsePassword: CHOSEN });
    await expect(inviteAccount(actor, { ...newcomer, email: "by.mail@example.com" })).rejects.toThrow("off");
    await expect(sendTestEmail(actor)).rejects.toThrow("off");
    for (const one of [account, never]) {
      const edit = { ...asSeen(one), roles: ["viewer" as const], email: `off.${one.id}@example.com` };
      await updateAccount(actor, one.id, edit, asSeen(one));
    }
    const renamed = { ...account, email: `off.${account.id}@example.com` };
    await changePassword(await signedIn(renamed), { current: PASSWORD, chosen: CHOSEN }, anonymousSource());
    for (let turn = 0; turn < LIMIT; turn++) await guess(renamed);
    await resetPassword(actor, account.id, CHOSEN);
    await replaceSingleUsePassword(await signedIn(await invitedAccount()), CHOSEN, anonymousSource());
    await deleteAccount(actor, never.id);
  });
  expect(await queue()).toEqual(before);
});
