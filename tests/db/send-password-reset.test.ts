import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { read } from "#db/client.ts";
import { credentials } from "#db/schema/credentials.ts";
import { ADMINISTRATOR } from "#lib/access/roles.ts";
import { stateOf } from "#lib/accounts/core/state.ts";
import { Forbidden, NotFound, UserError } from "#lib/errors.ts";
import { completePasswordReset } from "#lib/recovery/complete-password-reset.ts";
import { resetPassword } from "#lib/recovery/issue-single-use-password.ts";
import { resendActivation } from "#lib/recovery/resend-activation.ts";
import { sendPasswordReset } from "#lib/recovery/send-password-reset.ts";
import { signIn } from "#lib/sign-in/sign-in.ts";
import { follow, MAIL_OFF, newestMessage, sendToProvider } from "./emails.ts";
import { withEnvironment } from "./environment.ts";
import { whileFailing } from "./owner.ts";
import {
  accountWithoutPassword,
  activeAccount,
  administrator,
  anonymousSource,
  federatedAccount,
  invitedAccount,
  lockedAccount,
  PASSWORD,
  signedIn,
  type TestAccount,
  viewer,
} from "./people.ts";
import {
  credentialsNow,
  eventsAbout,
  everything,
  kindsOfEmailsAbout,
  linksOf,
  namesOfEventsAbout,
  sessionsNow,
} from "./queries.ts";

const provider = await sendToProvider();

const CHOSEN = "my very own secret";

const canSignIn = async ({ email }: TestAccount, password = PASSWORD) =>
  (await signIn({ email, password }, anonymousSource())).signedIn;

test("until a mailed reset is completed the old password and all sessions go on", async () => {
  const [actor, account] = [await administrator(), await activeAccount()];
  await signedIn(account);
  const before = await credentialsNow(account.id);
  expect(await sendPasswordReset(actor, account.id, false)).toEqual({ email: account.email, kind: "new password" });

  expect(await credentialsNow(account.id)).toEqual(before);
  expect(await sessionsNow(account.id)).toHaveLength(1);
  expect(await canSignIn(account)).toBe(true);
  const letter = await newestMessage(provider, account.email);
  expect(letter.text.replace(/\s+/g, " ")).toContain("Your current password works until you do");
  await completePasswordReset({ submitted: await follow(letter), source: anonymousSource() }, CHOSEN);
  expect([await canSignIn(account), await canSignIn(account, CHOSEN)]).toEqual([false, true]);
  expect((await eventsAbout(account.id))[0]).toMatchObject({
    event: "password_reset_sent",
    actorId: actor.id,
    changes: [],
  });
});

test("ending access takes the password and every session at once, and the mail still leads back in", async () => {
  const [actor, account] = [await administrator(), await activeAccount()];
  await signedIn(account);
  const { version } = await credentialsNow(account.id);
  await sendPasswordReset(actor, account.id, true);

  expect(await credentialsNow(account.id)).toMatchObject({ passwordHash: null, version: version + 1 });
  expect(await sessionsNow(account.id)).toEqual([]);
  expect(await canSignIn(account)).toBe(false);
  expect((await eventsAbout(account.id))[0]).toMatchObject({
    event: "password_reset_sent",
    changes: [{ field: "Access", from: null, to: "ended until the reset" }],
  });
  const letter = await newestMessage(provider, account.email);
  expect(letter.text.replace(/\s+/g, " ")).toContain("Your old password no longer works");
  await completePasswordReset({ submitted: await follow(letter), source: anonymousSource() }, CHOSEN);
  expect(await canSignIn(account, CHOSEN)).toBe(true);
});

test("a locked account stays so until the reset is completed, whether access is ended or not", async () => {
  const actor = await administrator();
  for (const endAccess of [false, true]) {
    const account = await lockedAccount();
    await sendPasswordReset(actor, account.id, endAccess);
    expect(stateOf(await credentialsNow(account.id))).toBe("LOCKED");
    const submitted = await follow(await newestMessage(provider, account.email));
    await completePasswordReset({ submitted, source: anonymousSource() }, CHOSEN);
    expect(stateOf(await credentialsNow(account.id))).toBe("ACTIVE");
  }
});

test("who never came in is mailed their activation instead, and the history says so", async () => {
  const actor = await administrator();
  for (const account of [await accountWithoutPassword(), await invitedAccount()]) {
    const { email } = account;
    expect(await sendPasswordReset(actor, account.id, false)).toEqual({ email, kind: "activation" });
    expect(await kindsOfEmailsAbout(account.id)).toEqual([["account-activation", account.email]]);
    expect(await namesOfEventsAbout(account.id)).toEqual(["activation_sent"]);
    expect(await linksOf(account.id)).toMatchObject([{ purpose: "activation" }]);
  }
});

test("ending access of who never came in takes the single-use password", async () => {
  const account = await invitedAccount();
  await sendPasswordReset(await administrator(), account.id, true);
  expect(await credentialsNow(account.id)).toMatchObject({ passwordHash: null, singleUseExpiresAt: null });
  expect(await canSignIn(account)).toBe(false);
});

async function signedInBefore(): Promise<TestAccount> {
  const account = await accountWithoutPassword();
  await read((db) =>
    db.update(credentials).set({ lastSignInAt: sql`now()` }).where(eq(credentials.accountId, account.id)),
  );
  return account;
}

test.each([
  ["is linked to a person at a provider", federatedAccount],
  ["has signed in and is not linked any more", signedInBefore],
] as const)("an account without a password that %s is asked to choose one", async (_what, create) => {
  const [actor, account] = [await administrator(), await create()];
  const { email } = account;
  expect(await sendPasswordReset(actor, account.id, false)).toEqual({ email, kind: "first password" });
  expect(await kindsOfEmailsAbout(account.id)).toEqual([["password-reset", email]]);
  expect(await namesOfEventsAbout(account.id)).toEqual(["password_reset_sent"]);
  const letter = await newestMessage(provider, email);
  expect(letter.subject).toMatch(/^Choose a password at/);
  expect(letter.text.replace(/\s+/g, " ")).not.toMatch(/created an account|old password|new password/);
  await expect(resendActivation(actor, account.id)).rejects.toThrow("has signed in before");
  await completePasswordReset({ submitted: await follow(letter), source: anonymousSource() }, CHOSEN);
  expect(await canSignIn(account, CHOSEN)).toBe(true);
  expect(await sendPasswordReset(actor, account.id, false)).toEqual({ email, kind: "new password" });
});

test("a second reset does not say that an ended password still works", async () => {
  const [actor, account] = [await administrator(), await activeAccount()];
  await sendPasswordReset(actor, account.id, true);
  expect(await sendPasswordReset(actor, account.id, false)).toMatchObject({ kind: "new password" });
  const letter = await newestMessage(provider, account.email);
  expect(letter.text.replace(/\s+/g, " ")).toContain("Your old password no longer works");
});

test("how long a mailed reset works is the setting's", async () => {
  const account = await activeAccount();
  const actor = await administrator();
  await withEnvironment({ RESET_LINK_MINUTES: "5" }, () => sendPasswordReset(actor, account.id, false));
  const [link] = await linksOf(account.id);
  expect(Number(link?.expiresAt) - Number(link?.createdAt)).toBe(5 * 60_000);
});

test("administrators do not reset their own password this way, however its id is spelled", async () => {
  await administrator();
  const actor = await administrator();
  const before = await everything();
  for (const id of [actor.id, actor.id.toUpperCase()])
    for (const endAccess of [false, true])
      await expect(sendPasswordReset(actor, id, endAccess)).rejects.toBeInstanceOf(UserError);
  expect(await everything()).toEqual(before);
});

test("only administrators have resets mailed, for accounts that there are", async () => {
  const account = await activeAccount({ roles: [ADMINISTRATOR] });
  await expect(sendPasswordReset(await viewer(), account.id, true)).rejects.toBeInstanceOf(Forbidden);
  const actor = await administrator();
  for (const id of ["garbage", "00000000-0000-4000-8000-000000000000"])
    await expect(sendPasswordReset(actor, id, true)).rejects.toBeInstanceOf(NotFound);
  expect(await canSignIn(account)).toBe(true);
});

test.each([
  "INSERT ON links",
  "INSERT ON emails",
  "UPDATE ON credentials",
  "DELETE ON sessions",
  "INSERT ON audit_events",
])("ending access, of which a statement fails (%s), leaves everything as it was", async (statement) => {
  const [actor, account] = [await administrator(), await activeAccount()];
  await signedIn(account);
  const before = await everything();
  await whileFailing(statement, () => expect(sendPasswordReset(actor, account.id, true)).rejects.toThrow("P0001"));
  expect(await everything()).toEqual(before);
});

test("with outgoing mail on nobody hands out passwords, and with it off none is mailed", async () => {
  const [actor, account] = [await administrator(), await activeAccount()];
  const before = await everything();
  await expect(resetPassword(actor, account.id, CHOSEN)).rejects.toThrow("Outgoing mail is on");
  await withEnvironment(MAIL_OFF, () =>
    expect(sendPasswordReset(actor, account.id, true)).rejects.toThrow("Outgoing mail is off"),
  );
  expect(await everything()).toEqual(before);
});
