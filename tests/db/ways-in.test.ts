import { expect, test } from "vitest";
import { ADMINISTRATOR } from "#lib/access/roles.ts";
import { addAccount } from "#lib/accounts/add-account.ts";
import { askEmailChange } from "#lib/accounts/ask-email-change.ts";
import { confirmEmail } from "#lib/accounts/confirm-email.ts";
import { editAccount } from "#lib/accounts/edit-account.ts";
import { inviteAccount } from "#lib/accounts/invite-account.ts";
import { mailPasswordReset } from "#lib/accounts/mail-password-reset.ts";
import { resendActivation } from "#lib/accounts/resend-activation.ts";
import { resetPassword } from "#lib/accounts/reset-password.ts";
import { findLink } from "#lib/links/find-link.ts";
import { LinkClosed } from "#lib/links/link-closed.ts";
import { sendTestMail } from "#lib/mail/send-test-mail.ts";
import { workOffQueue } from "#lib/mail/worker.ts";
import { Forbidden, Refusal } from "#lib/refusal.ts";
import { askFreshLink, askWayIn } from "#lib/signin/ask-way-in.ts";
import { changePassword } from "#lib/signin/change-password.ts";
import { completeReset } from "#lib/signin/complete-reset.ts";
import { signIn } from "#lib/signin/sign-in.ts";
import { withEnvironment } from "./environment.ts";
import { accountNow, credentialsNow, everything, kindsOfMailsAbout, linksOf, sessionsNow } from "./looking.ts";
import { follow, MAIL_OFF, newestLetter, sendToMailbox } from "./outgoing-mail.ts";
import { asOwner, onTheSide } from "./owner.ts";
import {
  accountWithoutPassword,
  activeAccount,
  administrator,
  invitedAccount,
  lockedAccount,
  PASSWORD,
  signedIn,
  stranger,
  type TestAccount,
  viewer,
} from "./people.ts";

const mailbox = await sendToMailbox();

const CHOSEN = "my very own secret";

const newcomer = (email: string) => ({
  firstName: "New",
  lastName: "Comer",
  email,
  phone: null,
  roles: ["viewer" as const],
});

async function invited(email: string) {
  await inviteAccount(await administrator(), newcomer(email));
  const [row] = await onTheSide<{ id: string }[]>`SELECT id FROM accounts WHERE email = ${email}`;
  return { id: String(row?.id), email };
}

const opened = async (to: string) => follow(await newestLetter(mailbox, to));

/** How many rows each table has, the limits' and the queue's included. */
async function rowsPerTable() {
  const [row] = await asOwner<{ rows: Record<string, number> }[]>`
    SELECT jsonb_object_agg(name, n) AS rows FROM (
      SELECT 'accounts' AS name, count(*) AS n FROM accounts
      UNION ALL SELECT 'credentials', count(*) FROM credentials
      UNION ALL SELECT 'events', count(*) FROM audit_events
      UNION ALL SELECT 'links', count(*) FROM links
      UNION ALL SELECT 'mails', count(*) FROM mails
      UNION ALL SELECT 'limits', count(*) FROM rate_limits
      UNION ALL SELECT 'jobs', count(*) FROM graphile_worker._private_jobs) AS counted`;
  return row?.rows ?? {};
}

async function rowsAddedBy(work: () => Promise<void>) {
  const before = await rowsPerTable();
  await work();
  const after = await rowsPerTable();
  return Object.fromEntries(Object.entries(after).map(([name, count]) => [name, count - Number(before[name])]));
}

test.each<[string, () => Promise<TestAccount>, string[]]>([
  ["an active account", activeAccount, ["forgot-password"]],
  ["a locked account", lockedAccount, ["forgot-password"]],
  ["an account that was never activated", invitedAccount, ["account-activation"]],
  ["an account without a password", accountWithoutPassword, ["account-activation"]],
])(
  "asking a way in does the same for %s as for none, and mails its holder what they need",
  async (_which, make, kinds) => {
    const account = await make();
    const added = await rowsAddedBy(() => askWayIn(account.email, stranger()));
    const addedForNobody = await rowsAddedBy(() => askWayIn(`nobody.${account.email}`, stranger()));
    expect(added).toEqual(addedForNobody);
    expect(added).toEqual({ accounts: 0, credentials: 0, events: 1, links: 0, mails: 0, limits: 2, jobs: 1 });
    const before = await credentialsNow(account.id);
    await workOffQueue();
    expect(await kindsOfMailsAbout(account.id)).toEqual(kinds.map((kind) => [kind, account.email]));
    expect(mailbox.letters.to(`nobody.${account.email}`)).toEqual([]);
    expect(await credentialsNow(account.id)).toEqual(before);
  },
);

test("however often and however spelled somebody asks, a mailbox gets three mails an hour, fresh links included", async () => {
  const account = await activeAccount();
  for (const typed of [account.email, account.email.toUpperCase()]) {
    await askWayIn(typed, stranger());
    await workOffQueue();
  }
  const link = await findLink((await opened(account.email)).secret, "password-reset");
  if (!link) throw new Error("The link is unknown.");
  await askFreshLink(link, stranger());
  await workOffQueue();
  const before = await everything();
  for (let turn = 0; turn < 3; turn++) await askWayIn(` ${account.email} `, stranger());
  await askFreshLink(link, stranger());
  expect(await everything()).toEqual(before);
  expect(mailbox.letters.to(account.email)).toHaveLength(3);
});

test("one source may ask for 20 mails an hour, to whomever, and is not told when that is over", async () => {
  const source = stranger();
  for (let turn = 0; turn < 20; turn++) await askWayIn(`nobody${turn}@example.com`, source);
  const account = await activeAccount();
  const before = await everything();
  expect(await askWayIn(account.email, source)).toBeUndefined();
  expect(await everything()).toEqual(before);
  await askWayIn(account.email, stranger());
  expect(await everything()).not.toEqual(before);
});

test("a fresh link goes to the mailbox of the old one, and to nobody once that is another's", async () => {
  const [account, heir] = [await activeAccount(), await activeAccount()];
  await mailPasswordReset(await administrator(), account.id, false);
  const link = await findLink((await opened(account.email)).secret, "password-reset");
  if (!link) throw new Error("The link is unknown.");
  await asOwner`UPDATE accounts SET email = 'moved.on@example.com' WHERE id = ${account.id}`;
  await asOwner`UPDATE accounts SET email = ${link.email} WHERE id = ${heir.id}`;
  await askFreshLink(link, stranger());
  await workOffQueue();
  expect(mailbox.letters.to(link.email)).toHaveLength(1);
  expect(mailbox.letters.to("moved.on@example.com")).toEqual([]);
  expect(await kindsOfMailsAbout(heir.id)).toEqual([]);
});

test("who is invited has no password, and gets a link for as long as the setting says", async () => {
  const { id, email } = await invited("invited@example.com");
  expect(await credentialsNow(id)).toMatchObject({ passwordHash: null, activatedAt: null });
  expect(await kindsOfMailsAbout(id)).toEqual([["account-activation", email]]);
  const [link] = await linksOf(id);
  expect(Number(link?.expiresAt) - Number(link?.createdAt)).toBe(24 * 3_600_000);
});

test("an activation mail that is sent again has a full new term and ends the older link", async () => {
  const { id, email } = await invited("invited.twice@example.com");
  const older = await opened(email);
  await asOwner`UPDATE links SET expires_at = now() - interval '1 hour' WHERE id = ${older.shownId}`;
  await resendActivation(await administrator(), id);
  const [first, second] = await linksOf(id);
  expect(first).toMatchObject({ id: older.shownId, replacedAt: expect.any(Date) });
  expect(Number(second?.expiresAt) - Number(second?.createdAt)).toBe(24 * 3_600_000);
  expect((await opened(email)).shownId).toBe(second?.id);
});

test("who has activated the account is not invited again", async () => {
  const account = await activeAccount();
  const actor = await administrator();
  const before = await everything();
  await expect(resendActivation(actor, account.id)).rejects.toBeInstanceOf(Refusal);
  expect(await everything()).toEqual(before);
});

test.each([activeAccount, lockedAccount])(
  "a mailed reset leaves password, lock and sessions alone until it is completed",
  async (make) => {
    const account = await make();
    await signedIn(account);
    const before = await credentialsNow(account.id);
    await mailPasswordReset(await administrator(), account.id, false);
    expect(await credentialsNow(account.id)).toEqual(before);
    expect(await sessionsNow(account.id)).toHaveLength(1);
    expect(await kindsOfMailsAbout(account.id)).toEqual([["password-reset", account.email]]);
  },
);

test("a mailed reset that ends access takes the password and every session at once, and its link works", async () => {
  const account = await activeAccount();
  await signedIn(account);
  await mailPasswordReset(await administrator(), account.id, true);
  expect(await credentialsNow(account.id)).toMatchObject({ passwordHash: null });
  expect(await sessionsNow(account.id)).toEqual([]);
  await completeReset({ held: await opened(account.email), source: stranger() }, CHOSEN);
  expect(await signIn({ email: account.email, password: CHOSEN }, stranger())).toMatchObject({ signedIn: true });
});

test("who has never come in gets an activation mail in the place of a reset", async () => {
  const { id, email } = await invited("never.came@example.com");
  await mailPasswordReset(await administrator(), id, false);
  expect(await kindsOfMailsAbout(id)).toEqual(Array(2).fill(["account-activation", email]));
});

test("access is not ended for the last administrator who can sign in, nor a reset mailed to oneself", async () => {
  await asOwner`UPDATE accounts SET roles = '{viewer}'`;
  const actor = await signedIn(await lockedAccount({ roles: [ADMINISTRATOR] }));
  const last = await activeAccount({ roles: [ADMINISTRATOR] });
  const before = await everything();
  await expect(mailPasswordReset(actor, last.id, true)).rejects.toBeInstanceOf(Refusal);
  await expect(mailPasswordReset(actor, actor.id, false)).rejects.toBeInstanceOf(Refusal);
  expect(await everything()).toEqual(before);
  await mailPasswordReset(actor, last.id, false);
});

test("who is no administrator invites nobody and mails nobody", async () => {
  const [actor, account] = [await viewer(), await activeAccount()];
  await expect(inviteAccount(actor, newcomer("smuggled@example.com"))).rejects.toBeInstanceOf(Forbidden);
  await expect(resendActivation(actor, account.id)).rejects.toBeInstanceOf(Forbidden);
  await expect(mailPasswordReset(actor, account.id, true)).rejects.toBeInstanceOf(Forbidden);
  expect(await kindsOfMailsAbout(account.id)).toEqual([]);
});

test("one's own e-mail stays until its owner confirms the new one, and then both addresses are told", async () => {
  const account = await activeAccount();
  const own = await signedIn(account);
  await askEmailChange(own, "confirmed@example.com", PASSWORD);
  expect(await accountNow(account.id)).toMatchObject({ email: account.email });
  const held = await opened("confirmed@example.com");

  await expect(confirmEmail(await viewer(), held)).rejects.toBeInstanceOf(LinkClosed);
  expect(await accountNow(account.id)).toMatchObject({ email: account.email });

  expect(await confirmEmail(own, held)).toBe("confirmed@example.com");
  expect(await accountNow(account.id)).toMatchObject({ email: "confirmed@example.com" });
  expect(await kindsOfMailsAbout(account.id)).toEqual([
    ["email-confirmation", "confirmed@example.com"],
    ["email-changed", account.email],
    ["email-changed", "confirmed@example.com"],
  ]);
  await expect(confirmEmail(own, held)).rejects.toBeInstanceOf(LinkClosed);
});

test("wrong current passwords at an e-mail change lock the account and mail nobody new", async () => {
  const account = await activeAccount();
  const own = await signedIn(account);
  const change = () => askEmailChange(own, "never.mailed@example.com", "wrong guess");
  await withEnvironment({ LOCK_AFTER: "2" }, async () => {
    for (let turn = 0; turn < 2; turn++)
      await expect(change()).rejects.toMatchObject({ problems: { currentPassword: expect.any(String) } });
  });
  expect(await credentialsNow(account.id)).toMatchObject({ lockedAt: expect.any(Date) });
  expect(await kindsOfMailsAbout(account.id)).toEqual([["account-locked", account.email]]);
});

test("an e-mail that another account has is answered like any other, and gets no mail", async () => {
  const [account, other] = [await activeAccount(), await activeAccount()];
  expect(await askEmailChange(await signedIn(account), other.email, PASSWORD)).toBeUndefined();
  expect(await kindsOfMailsAbout(account.id)).toEqual([]);
  expect(await linksOf(account.id)).toEqual([]);
});

async function moveByAdministrator(id: string, email: string) {
  const seen = await accountNow(id);
  if (!seen) throw new Error("The account is gone.");
  const { firstName, lastName, phone } = seen;
  const edit = { firstName, lastName, phone, email, roles: ["viewer" as const], emailNotifications: [] };
  await editAccount(await administrator(), id, edit, seen);
}

test("an e-mail changed by an administrator is told to both addresses", async () => {
  const account = await activeAccount();
  await moveByAdministrator(account.id, "moved.over@example.com");
  expect(await kindsOfMailsAbout(account.id)).toEqual([
    ["email-changed", account.email],
    ["email-changed", "moved.over@example.com"],
  ]);
});

test("who has not come in yet is invited at the new address, and the link to the old one ends", async () => {
  const { id, email } = await invited("misspelt@example.com");
  const older = await opened(email);
  await moveByAdministrator(id, "spelt@example.com");
  expect((await findLink(older.secret, "activation"))?.state).toBe("replaced");
  expect((await kindsOfMailsAbout(id)).at(-1)).toEqual(["account-activation", "spelt@example.com"]);
  expect((await findLink((await opened("spelt@example.com")).secret, "activation"))?.state).toBe("open");
});

test("a burst of wrong guesses mails the lock once: to the holder and the administrators who want to know", async () => {
  const account = await activeAccount();
  const wants = await activeAccount({ roles: [ADMINISTRATOR] });
  const wantsButMayNot = await activeAccount();
  await administrator();
  await asOwner`UPDATE accounts SET email_notifications = '{account-locked}'
    WHERE id IN (${wants.id}, ${wantsButMayNot.id})`;
  await Promise.all(
    Array.from({ length: 20 }, () => signIn({ email: account.email, password: "wrong guess" }, stranger())),
  );
  expect(await kindsOfMailsAbout(account.id)).toEqual([
    ["account-locked", account.email],
    ["account-locked-notice", wants.email],
  ]);
});

test("a password that was changed or reset is told to its owner", async () => {
  const account = await activeAccount();
  await changePassword(await signedIn(account), { current: PASSWORD, chosen: CHOSEN }, stranger());
  await mailPasswordReset(await administrator(), account.id, false);
  await completeReset({ held: await opened(account.email), source: stranger() }, "another secret of mine");
  expect((await kindsOfMailsAbout(account.id)).map(([kind]) => kind)).toEqual([
    "password-changed",
    "password-reset",
    "password-changed",
  ]);
});

test("with outgoing mail on nobody hands a password over, and with it off nothing is mailed or asked for", async () => {
  const [actor, account] = [await administrator(), await activeAccount()];
  const own = await signedIn(account);
  const before = await everything();
  const byHand = { ...newcomer("by.hand@example.com"), singleUsePassword: "handed over by hand" };
  await expect(addAccount(actor, byHand)).rejects.toBeInstanceOf(Refusal);
  await expect(resetPassword(actor, account.id, "handed over by hand")).rejects.toBeInstanceOf(Refusal);
  await withEnvironment(MAIL_OFF, async () => {
    await expect(inviteAccount(actor, newcomer("by.mail@example.com"))).rejects.toBeInstanceOf(Refusal);
    await expect(resendActivation(actor, account.id)).rejects.toBeInstanceOf(Refusal);
    await expect(mailPasswordReset(actor, account.id, false)).rejects.toBeInstanceOf(Refusal);
    await expect(askEmailChange(own, "elsewhere@example.com", PASSWORD)).rejects.toBeInstanceOf(Refusal);
    await expect(sendTestMail(actor)).rejects.toBeInstanceOf(Refusal);
    await askWayIn(account.email, stranger());
  });
  expect(await everything()).toEqual(before);
});
