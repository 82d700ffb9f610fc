import { expect, test } from "vitest";
import { createAccount } from "#lib/accounts/create-account.ts";
import { findAccount } from "#lib/accounts/find-account.ts";
import { listAccounts } from "#lib/accounts/list-accounts.ts";
import { Forbidden, NotFound, UserError } from "#lib/errors.ts";
import { findLink } from "#lib/links/link.ts";
import { activateAccount } from "#lib/recovery/activate-account.ts";
import { resendActivation } from "#lib/recovery/resend-activation.ts";
import { signIn } from "#lib/sign-in/sign-in.ts";
import { follow, MAIL_OFF, newestMessage, sendToProvider } from "./emails.ts";
import { withEnvironment } from "./environment.ts";
import { newUserByEmail, newUserWithPassword } from "./new-users.ts";
import { asOwner, onTheSide } from "./owner.ts";
import {
  accountWithSingleUsePassword,
  activeAccount,
  administrator,
  anonymousSource,
  lockedAccount,
  viewer,
} from "./people.ts";
import { credentialsNow, emailsAbout, eventsAbout, everything, linksOf } from "./queries.ts";

const provider = await sendToProvider();

const CHOSEN = "my very own secret";
const NAMES = { firstName: "New", lastName: "Name", phone: null };

async function invited() {
  const admin = await administrator();
  const { accountId: id, email } = await createAccount(admin, newUserByEmail());
  return { id, email, admin };
}

test("a new user activates the account through the emailed link", async () => {
  const { id, email, admin } = await invited();
  expect(await credentialsNow(id)).toMatchObject({ passwordHash: null, activatedAt: null, singleUseExpiresAt: null });
  const message = await newestMessage(provider, email);
  expect(message.text.replace(/\s+/g, " ")).toContain(`${admin.email} created an account for you`);

  const submitted = await follow(message);
  await activateAccount({ submitted, source: anonymousSource() }, { ...NAMES, password: CHOSEN });
  expect(await signIn({ email, password: CHOSEN }, anonymousSource())).toMatchObject({ signedIn: true });
  expect(await eventsAbout(id)).toMatchObject([
    { event: "account_created", actorId: admin.id },
    { event: "account_activated", actorId: id },
    { event: "signed_in" },
  ]);
});

test("an account that is not activated can be neither signed in to nor locked", async () => {
  const { id, email } = await invited();
  for (const password of ["", "guess", ...Array(12).fill("wrong guess")])
    expect(await signIn({ email, password }, anonymousSource())).toMatchObject({ signedIn: false });
  expect(await credentialsNow(id)).toMatchObject({ failedAttempts: 0, lockedAt: null });
});

test("a taken email is rejected and gets no activation email", async () => {
  const actor = await administrator();
  const { email } = await activeAccount();
  const before = await everything();
  await expect(createAccount(actor, newUserByEmail({ email }))).rejects.toMatchObject({
    problems: { email: expect.any(String) },
  });
  expect(await everything()).toEqual(before);
});

test("only one of two concurrent administrators creates the account and sends the email", async () => {
  const input = newUserByEmail();
  const [one, other] = [await administrator(), await administrator()];
  const outcomes = await Promise.allSettled([createAccount(one, input), createAccount(other, input)]);
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  expect(await onTheSide`SELECT 1 FROM emails WHERE recipient = ${input.email}`).toHaveLength(1);
});

test("only administrators can create accounts and resend activations", async () => {
  const actor = await viewer();
  const { id } = await invited();
  await expect(createAccount(actor, newUserByEmail())).rejects.toBeInstanceOf(Forbidden);
  await expect(resendActivation(actor, id)).rejects.toBeInstanceOf(Forbidden);
  expect(await emailsAbout(id)).toHaveLength(1);
});

test("a resent activation link has a full lifetime and supersedes the first", async () => {
  const { id, email, admin } = await invited();
  const older = await follow(await newestMessage(provider, email));
  await asOwner`UPDATE links SET expires_at = now() + interval '1 minute', created_at = now() - interval '1 day'
    WHERE account_id = ${id}`;
  expect(await resendActivation(admin, id)).toBe(email);

  const [, newer] = await linksOf(id);
  expect(Number(newer?.expiresAt) - Number(newer?.createdAt)).toBe(24 * 3_600_000);
  expect((await findLink(older.token, "activation"))?.state).toBe("superseded");
  const submitted = await follow(await newestMessage(provider, email));
  expect((await findLink(submitted.token, "activation"))?.state).toBe("valid");
  expect((await eventsAbout(id)).at(-1)).toMatchObject({ event: "activation_sent", actorId: admin.id });
});

test("the setting decides the lifetime of activation links", async () => {
  const { id } = await withEnvironment({ ACTIVATION_LINK_HOURS: "72" }, invited);
  const [link] = await linksOf(id);
  expect(Number(link?.expiresAt) - Number(link?.createdAt)).toBe(72 * 3_600_000);
});

test("the list and the account page show the activation's expiry until it is used", async () => {
  const { id, email, admin } = await invited();
  const rowOf = async () => (await listAccounts(admin, { search: email, sort: "name" })).rows[0];
  const [link] = await linksOf(id);
  expect(await rowOf()).toMatchObject({ isActivated: false, activationEndsAt: link?.expiresAt });
  expect(await findAccount(admin, id)).toMatchObject({ isActivated: false, activationEndsAt: link?.expiresAt });
  await asOwner`UPDATE links SET expires_at = now() - interval '1 second' WHERE account_id = ${id}`;
  expect((await rowOf())?.activationEndsAt?.getTime()).toBeLessThan(Date.now());
  await resendActivation(admin, id);
  const [, newer] = await linksOf(id);
  expect(await rowOf()).toMatchObject({ activationEndsAt: newer?.expiresAt });
  const submitted = await follow(await newestMessage(provider, email));
  await activateAccount({ submitted, source: anonymousSource() }, { ...NAMES, password: CHOSEN });
  expect(await rowOf()).toMatchObject({ isActivated: true, activationEndsAt: null });
});

test("an activated account gets no further activation email", async () => {
  const actor = await administrator();
  for (const account of [await activeAccount(), await lockedAccount()]) {
    const before = await everything();
    await expect(resendActivation(actor, account.id)).rejects.toBeInstanceOf(UserError);
    expect(await everything()).toEqual(before);
  }
  for (const id of ["garbage", "00000000-0000-4000-8000-000000000000"])
    await expect(resendActivation(actor, id)).rejects.toBeInstanceOf(NotFound);
});

test("an account with a single-use password can get an activation email", async () => {
  const account = await accountWithSingleUsePassword();
  await resendActivation(await administrator(), account.id);
  const submitted = await follow(await newestMessage(provider, account.email));
  await activateAccount({ submitted, source: anonymousSource() }, { ...NAMES, password: CHOSEN });
  expect(await signIn({ email: account.email, password: account.password }, anonymousSource())).toMatchObject({
    signedIn: false,
  });
  expect(await signIn({ email: account.email, password: CHOSEN }, anonymousSource())).toMatchObject({ signedIn: true });
});

test("outgoing mail decides between single-use passwords and activation emails", async () => {
  const actor = await administrator();
  const { id } = await accountWithSingleUsePassword();
  const before = await everything();
  await expect(createAccount(actor, newUserWithPassword())).rejects.toThrow("Outgoing mail is on");
  await withEnvironment(MAIL_OFF, async () => {
    await expect(createAccount(actor, newUserByEmail())).rejects.toThrow("Outgoing mail is off");
    await expect(resendActivation(actor, id)).rejects.toThrow("Outgoing mail is off");
  });
  expect(await everything()).toEqual(before);
});
