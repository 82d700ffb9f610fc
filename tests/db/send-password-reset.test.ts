import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { read } from "#db/client.ts";
import { credentials } from "#db/schema/credentials.ts";
import { ADMINISTRATOR } from "#lib/access/roles.ts";
import { stateOf } from "#lib/accounts/core/state.ts";
import { Forbidden, NotFound, UserError } from "#lib/errors.ts";
import { completePasswordReset } from "#lib/recovery/complete-password-reset.ts";
import { issueSingleUsePassword } from "#lib/recovery/issue-single-use-password.ts";
import { resendActivation } from "#lib/recovery/resend-activation.ts";
import { sendPasswordReset } from "#lib/recovery/send-password-reset.ts";
import { signIn } from "#lib/sign-in/sign-in.ts";
import { follow, MAIL_OFF, newestMessage, sendToProvider } from "./emails.ts";
import { withEnvironment } from "./environment.ts";
import { whileFailing } from "./owner.ts";
import {
  accountWithoutPassword,
  accountWithSingleUsePassword,
  activeAccount,
  administrator,
  anonymousSource,
  federatedAccount,
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

test("the old password and sessions work until the reset is completed", async () => {
  const [actor, account] = [await administrator(), await activeAccount()];
  await signedIn(account);
  const before = await credentialsNow(account.id);
  expect(await sendPasswordReset(actor, account.id, false)).toEqual({ email: account.email, kind: "new password" });

  expect(await credentialsNow(account.id)).toEqual(before);
  expect(await sessionsNow(account.id)).toHaveLength(1);
  expect(await canSignIn(account)).toBe(true);
  const message = await newestMessage(provider, account.email);
  expect(message.text.replace(/\s+/g, " ")).toContain("Your current password works until you do");
  await completePasswordReset({ submitted: await follow(message), source: anonymousSource() }, CHOSEN);
  expect([await canSignIn(account), await canSignIn(account, CHOSEN)]).toEqual([false, true]);
  expect((await eventsAbout(account.id))[0]).toMatchObject({
    event: "password_reset_sent",
    actorId: actor.id,
    changes: [],
  });
});

test("ending access removes the password and all sessions at once", async () => {
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
  const message = await newestMessage(provider, account.email);
  expect(message.text.replace(/\s+/g, " ")).toContain("Your old password no longer works");
  await completePasswordReset({ submitted: await follow(message), source: anonymousSource() }, CHOSEN);
  expect(await canSignIn(account, CHOSEN)).toBe(true);
});

test("a locked account stays locked until the reset is completed", async () => {
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

test("an account that was never activated gets its activation link instead", async () => {
  const actor = await administrator();
  for (const account of [await accountWithoutPassword(), await accountWithSingleUsePassword()]) {
    const { email } = account;
    expect(await sendPasswordReset(actor, account.id, false)).toEqual({ email, kind: "activation" });
    expect(await kindsOfEmailsAbout(account.id)).toEqual([["account-activation", account.email]]);
    expect(await namesOfEventsAbout(account.id)).toEqual(["activation_sent"]);
    expect(await linksOf(account.id)).toMatchObject([{ purpose: "activation" }]);
  }
});

test("ending access removes a single-use password", async () => {
  const account = await accountWithSingleUsePassword();
  await sendPasswordReset(await administrator(), account.id, true);
  expect(await credentialsNow(account.id)).toMatchObject({ passwordHash: null, singleUseExpiresAt: null });
  expect(await canSignIn(account)).toBe(false);
});

async function unlinkedAccount(): Promise<TestAccount> {
  const account = await accountWithoutPassword();
  await read((db) =>
    db.update(credentials).set({ lastSignInAt: sql`now()` }).where(eq(credentials.accountId, account.id)),
  );
  return account;
}

test.each([
  ["has a linked identity", federatedAccount],
  ["has signed in and was unlinked", unlinkedAccount],
] as const)("an account that %s is asked for a first password", async (_what, create) => {
  const [actor, account] = [await administrator(), await create()];
  const { email } = account;
  expect(await sendPasswordReset(actor, account.id, false)).toEqual({ email, kind: "first password" });
  expect(await kindsOfEmailsAbout(account.id)).toEqual([["password-reset", email]]);
  expect(await namesOfEventsAbout(account.id)).toEqual(["password_reset_sent"]);
  const message = await newestMessage(provider, email);
  expect(message.subject).toMatch(/^Choose a password at/);
  expect(message.text.replace(/\s+/g, " ")).not.toMatch(/created an account|old password|new password/);
  await expect(resendActivation(actor, account.id)).rejects.toThrow("has signed in before");
  await completePasswordReset({ submitted: await follow(message), source: anonymousSource() }, CHOSEN);
  expect(await canSignIn(account, CHOSEN)).toBe(true);
  expect(await sendPasswordReset(actor, account.id, false)).toEqual({ email, kind: "new password" });
});

test("a second reset email does not promise that the old password works", async () => {
  const [actor, account] = [await administrator(), await activeAccount()];
  await sendPasswordReset(actor, account.id, true);
  expect(await sendPasswordReset(actor, account.id, false)).toMatchObject({ kind: "new password" });
  const message = await newestMessage(provider, account.email);
  expect(message.text.replace(/\s+/g, " ")).toContain("Your old password no longer works");
});

test("RESET_LINK_MINUTES decides when a reset link expires", async () => {
  const account = await activeAccount();
  const actor = await administrator();
  await withEnvironment({ RESET_LINK_MINUTES: "5" }, () => sendPasswordReset(actor, account.id, false));
  const [link] = await linksOf(account.id);
  expect(Number(link?.expiresAt) - Number(link?.createdAt)).toBe(5 * 60_000);
});

test("administrators cannot reset themselves, however their id is spelled", async () => {
  await administrator();
  const actor = await administrator();
  const before = await everything();
  for (const id of [actor.id, actor.id.toUpperCase()])
    for (const endAccess of [false, true])
      await expect(sendPasswordReset(actor, id, endAccess)).rejects.toBeInstanceOf(UserError);
  expect(await everything()).toEqual(before);
});

test("only administrators send resets, and only to existing accounts", async () => {
  const account = await activeAccount({ roles: [ADMINISTRATOR] });
  await expect(sendPasswordReset(await viewer(), account.id, true)).rejects.toBeInstanceOf(Forbidden);
  const actor = await administrator();
  for (const id of ["unknown", "00000000-0000-4000-8000-000000000000"])
    await expect(sendPasswordReset(actor, id, true)).rejects.toBeInstanceOf(NotFound);
  expect(await canSignIn(account)).toBe(true);
});

test.each([
  "INSERT ON links",
  "INSERT ON emails",
  "UPDATE ON credentials",
  "DELETE ON sessions",
  "INSERT ON audit_events",
])("ending access rolls back when %s fails", async (statement) => {
  const [actor, account] = [await administrator(), await activeAccount()];
  await signedIn(account);
  const before = await everything();
  await whileFailing(statement, () => expect(sendPasswordReset(actor, account.id, true)).rejects.toThrow("P0001"));
  expect(await everything()).toEqual(before);
});

test("outgoing mail decides between single-use passwords and reset emails", async () => {
  const [actor, account] = [await administrator(), await activeAccount()];
  const before = await everything();
  await expect(issueSingleUsePassword(actor, account.id, CHOSEN)).rejects.toThrow("Outgoing mail is on");
  await withEnvironment(MAIL_OFF, () =>
    expect(sendPasswordReset(actor, account.id, true)).rejects.toThrow("Outgoing mail is off"),
  );
  expect(await everything()).toEqual(before);
});
