import { afterEach, expect, test } from "vitest";
import { ADMINISTRATOR } from "#lib/access/roles.ts";
import { createAccount } from "#lib/accounts/create-account.ts";
import { deleteAccount } from "#lib/accounts/delete-account.ts";
import { updateAccount } from "#lib/accounts/update-account.ts";
import { sendTestEmail } from "#lib/mail/send-test-email.ts";
import { changePassword } from "#lib/passwords/change-password.ts";
import { completePasswordReset } from "#lib/recovery/complete-password-reset.ts";
import { issueSingleUsePassword } from "#lib/recovery/issue-single-use-password.ts";
import { replaceSingleUsePassword } from "#lib/recovery/replace-single-use-password.ts";
import { sendPasswordReset } from "#lib/recovery/send-password-reset.ts";
import { signIn } from "#lib/sign-in/sign-in.ts";
import { startMailbox } from "#tests/mail/mailbox.ts";
import { follow, MAIL_OFF, newestMessage, sendToProvider } from "./emails.ts";
import { withEnvironment } from "./environment.ts";
import { newUserByEmail, newUserWithPassword } from "./new-users.ts";
import { asOwner, onTheSide } from "./owner.ts";
import {
  accountWithoutPassword,
  accountWithSingleUsePassword,
  activeAccount,
  administrator,
  anonymousSource,
  federatedAccount,
  PASSWORD,
  signedIn,
  type TestAccount,
} from "./people.ts";
import { emailsAbout, eventsAbout, kindsOfEmailsAbout, linksOf } from "./queries.ts";

const provider = await sendToProvider();

const CHOSEN = "my very own secret";
const LIMIT = 10;

const guess = ({ email }: TestAccount) => signIn({ email, password: "wrong guess" }, anonymousSource());

const editableValues = ({ firstName, lastName, email, phone, roles }: TestAccount) => ({
  firstName,
  lastName,
  email,
  phone,
  roles: [...roles],
  emailNotifications: [] as "account-locked"[],
});

async function subscribedAccount(roles: readonly string[]): Promise<TestAccount> {
  const account = await activeAccount({ roles: [...roles] as TestAccount["roles"] });
  await asOwner`UPDATE accounts SET email_notifications = ARRAY['account-locked'] WHERE id = ${account.id}`;
  return account;
}

afterEach(async () => {
  await asOwner`UPDATE accounts SET email_notifications = '{}'`;
});

const unwrapped = (text: string) => text.replace(/\s+/g, " ");

test("a lock is notified once, to the user and to subscribed administrators", async () => {
  const subscriber = await subscribedAccount([ADMINISTRATOR]);
  await activeAccount({ roles: [ADMINISTRATOR] });
  await subscribedAccount(["viewer"]);
  const account = await activeAccount();
  const guesses = Array.from({ length: 3 * LIMIT }, () => guess(account));
  await Promise.all(guesses);

  expect(await kindsOfEmailsAbout(account.id)).toEqual([
    ["account-locked", account.email],
    ["account-locked-notice", subscriber.email],
  ]);
  const own = await newestMessage(provider, account.email);
  expect(own.text).toContain("http://localhost:3000/forgot-password");
  expect(own.text).toContain("10");
  const notice = await newestMessage(provider, subscriber.email);
  expect(notice.subject).toContain(account.email);
  expect(notice.text).toContain(`http://localhost:3000/administration/user-accounts/${account.id}`);
});

test("a locked administrator gets no second notice as an administrator", async () => {
  const account = await subscribedAccount([ADMINISTRATOR]);
  for (let attempt = 0; attempt < LIMIT; attempt++) await guess(account);
  expect(await kindsOfEmailsAbout(account.id)).toEqual([["account-locked", account.email]]);
});

test("failed sign-ins on a locked account send no notice", async () => {
  const account = await activeAccount();
  for (let attempt = 0; attempt < LIMIT + 5; attempt++) await guess(account);
  await signIn({ email: account.email, password: PASSWORD }, anonymousSource());
  expect(await kindsOfEmailsAbout(account.id)).toEqual([["account-locked", account.email]]);
});

test("wrong current passwords that lock an account are notified", async () => {
  const account = await activeAccount();
  const own = await signedIn(account);
  for (let attempt = 0; attempt < LIMIT; attempt++)
    await changePassword(own, { current: "wrong guess", chosen: CHOSEN }, anonymousSource()).catch(() => undefined);
  expect(await kindsOfEmailsAbout(account.id)).toEqual([["account-locked", account.email]]);
});

test("a password change or reset is notified", async () => {
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

test("a rejected password change sends no notice", async () => {
  const account = await activeAccount();
  const own = await signedIn(account);
  for (const [current, chosen] of [
    ["wrong guess", CHOSEN],
    [PASSWORD, "short"],
  ] as const)
    await expect(changePassword(own, { current, chosen }, anonymousSource())).rejects.toThrow();
  expect(await emailsAbout(account.id)).toEqual([]);
});

test("an administrator's change of an email is notified to both addresses", async () => {
  const [actor, account] = [await administrator(), await activeAccount()];
  const newEmail = `moved.${account.id}@example.com`;
  await updateAccount(
    actor,
    account.id,
    { ...editableValues(account), roles: ["viewer"], email: newEmail },
    editableValues(account),
  );
  expect(await signIn({ email: newEmail, password: PASSWORD }, anonymousSource())).toMatchObject({ signedIn: true });
  expect(await kindsOfEmailsAbout(account.id)).toEqual([
    ["email-changed", account.email],
    ["email-changed", newEmail],
  ]);
  expect(await linksOf(account.id)).toEqual([]);
  for (const address of [account.email, newEmail])
    expect((await newestMessage(provider, address)).text).toContain("Changed by: An administrator");
});

test("a user who never activated gets a new activation at a new email", async () => {
  const [actor, account] = [await administrator(), await accountWithoutPassword()];
  const newEmail = `moved.${account.id}@example.com`;
  await updateAccount(
    actor,
    account.id,
    { ...editableValues(account), roles: ["viewer"], email: newEmail },
    editableValues(account),
  );
  expect((await kindsOfEmailsAbout(account.id)).toSorted()).toEqual(
    [
      ["account-activation", newEmail],
      ["email-changed", account.email],
      ["email-changed", newEmail],
    ].toSorted(),
  );
  expect(await linksOf(account.id)).toMatchObject([{ purpose: "activation", email: newEmail }]);
});

test("a federated user gets no activation at a new email", async () => {
  const [actor, account] = [await administrator(), await federatedAccount()];
  const newEmail = `moved.${account.id}@example.com`;
  await updateAccount(
    actor,
    account.id,
    { ...editableValues(account), roles: ["viewer"], email: newEmail },
    editableValues(account),
  );
  expect((await kindsOfEmailsAbout(account.id)).map(([kind]) => kind)).toEqual(["email-changed", "email-changed"]);
});

test("an edit that keeps the email sends no notice", async () => {
  const [actor, account] = [await administrator(), await activeAccount()];
  await updateAccount(
    actor,
    account.id,
    { ...editableValues(account), roles: ["viewer"], firstName: "Renamed" },
    editableValues(account),
  );
  expect(await emailsAbout(account.id)).toEqual([]);
});

test("a test email goes to the administrator who requested it", async () => {
  const actor = await administrator();
  const mailbox = await startMailbox();
  const throughSmtp = { RESEND_API_KEY: "", RESEND_BASE_URL: "", SMTP_URL: mailbox.url };
  await withEnvironment(throughSmtp, async () => {
    await sendTestEmail(actor);
    expect((await newestMessage(mailbox, actor.email)).text).toContain("SMTP, 127.0.0.1");
  });
  await mailbox.close();
  expect(await eventsAbout(actor.id)).toMatchObject([{ event: "test_email_sent", actorId: actor.id }]);
});

test("while outgoing mail is off, no change queues an email", async () => {
  await subscribedAccount([ADMINISTRATOR]);
  const counts = () => onTheSide`SELECT (SELECT count(*) FROM emails) AS emails, (SELECT count(*) FROM links) AS links,
    (SELECT count(*) FROM graphile_worker.jobs) AS jobs`;
  const before = await counts();
  await withEnvironment(MAIL_OFF, async () => {
    const [actor, account, notActivated] = [
      await administrator(),
      await activeAccount(),
      await accountWithoutPassword(),
    ];
    await createAccount(actor, newUserWithPassword());
    await expect(createAccount(actor, newUserByEmail())).rejects.toThrow("off");
    await expect(sendTestEmail(actor)).rejects.toThrow("off");
    for (const one of [account, notActivated]) {
      const edit = { ...editableValues(one), roles: ["viewer" as const], email: `off.${one.id}@example.com` };
      await updateAccount(actor, one.id, edit, editableValues(one));
    }
    const renamed = { ...account, email: `off.${account.id}@example.com` };
    await changePassword(await signedIn(renamed), { current: PASSWORD, chosen: CHOSEN }, anonymousSource());
    for (let attempt = 0; attempt < LIMIT; attempt++) await guess(renamed);
    await issueSingleUsePassword(actor, account.id, CHOSEN);
    await replaceSingleUsePassword(await signedIn(await accountWithSingleUsePassword()), CHOSEN, anonymousSource());
    await deleteAccount(actor, notActivated.id);
  });
  expect(await counts()).toEqual(before);
});
