import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { read, transaction } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { identities } from "#db/schema/identities.ts";
import { ADMINISTRATOR } from "#lib/access/roles.ts";
import { accountsQuery } from "#lib/accounts/accounts-query.ts";
import { createAccount } from "#lib/accounts/create-account.ts";
import { createAdministrator } from "#lib/accounts/create-administrator.ts";
import { createFirstAdministrator } from "#lib/accounts/create-first-administrator.ts";
import { deleteAccount } from "#lib/accounts/delete-account.ts";
import { findAccount } from "#lib/accounts/find-account.ts";
import { listAccounts } from "#lib/accounts/list-accounts.ts";
import { SORTS } from "#lib/accounts/list-options.ts";
import { profileOf } from "#lib/accounts/own-profile.ts";
import { updateAccount } from "#lib/accounts/update-account.ts";
import { updateOwnProfile } from "#lib/accounts/update-own-profile.ts";
import { decryptText } from "#lib/crypto/encryption.ts";
import { Forbidden, UserError } from "#lib/errors.ts";
import { countUnlinkedAccounts } from "#lib/federation/federation-status.ts";
import { startProviderSignIn } from "#lib/federation/sign-in-with-provider.ts";
import { startTestSignIn, testSignIn } from "#lib/federation/test-sign-in.ts";
import { unlinkIdentity } from "#lib/federation/unlink-identity.ts";
import { issueLink } from "#lib/links/issue-link.ts";
import type { LinkPurpose } from "#lib/links/link.ts";
import { changePassword } from "#lib/passwords/change-password.ts";
import { activateAccount } from "#lib/recovery/activate-account.ts";
import { completePasswordReset } from "#lib/recovery/complete-password-reset.ts";
import { confirmEmailChange } from "#lib/recovery/confirm-email-change.ts";
import { issueSingleUsePassword } from "#lib/recovery/issue-single-use-password.ts";
import { replaceSingleUsePassword } from "#lib/recovery/replace-single-use-password.ts";
import { requestEmailChange } from "#lib/recovery/request-email-change.ts";
import { requestPasswordReset } from "#lib/recovery/request-password-reset.ts";
import { resendActivation } from "#lib/recovery/resend-activation.ts";
import { sendPasswordReset } from "#lib/recovery/send-password-reset.ts";
import { sendRecoveryEmail } from "#lib/recovery/send-recovery-email.ts";
import { ownSessions } from "#lib/sessions/own-sessions.ts";
import { signIn } from "#lib/sign-in/sign-in.ts";
import { groupWith } from "./domains.ts";
import { MAIL_OFF, MAIL_ON } from "./emails.ts";
import { withEnvironment } from "./environment.ts";
import { provider, reconfigureProvider, signInAs, startProvider, userClaims } from "./federation.ts";
import { newFederatedUser, newUserByEmail, newUserWithPassword } from "./new-users.ts";
import { onTheSide } from "./owner.ts";
import { emailsOn, pagesForward } from "./paging.ts";
import {
  accountWithoutPassword,
  accountWithSingleUsePassword,
  activeAccount,
  administrator,
  anonymousSource,
  link,
  lockedAccount,
  PASSWORD,
  signedIn,
  viewer,
} from "./people.ts";
import { accountNow, credentialsNow, emailsAbout, eventsAbout, everything, sessionsNow } from "./queries.ts";

startProvider();

beforeEach(() => reconfigureProvider());

/** Without the OIDC settings. */
const withFederationOff = <T>(work: () => Promise<T>): Promise<T> =>
  withEnvironment(Object.fromEntries(Object.keys(provider.settings).map((name) => [name, ""])), work);

const inTestMode = <T>(work: () => Promise<T>): Promise<T> => withEnvironment({ OIDC_TEST_MODE: "true" }, work);

test("passwords are rejected without being counted or locking accounts", async () => {
  const account = await activeAccount();
  const before = await everything();
  for (let turn = 0; turn < 12; turn++)
    expect(await signIn({ email: account.email, password: turn ? "wrong" : PASSWORD }, anonymousSource())).toEqual({
      signedIn: false,
      pauseMs: 0,
    });
  expect(await everything()).toEqual(before);
});

test("passwords, names, email and phone cannot be changed here", async () => {
  const actor = await administrator();
  const account = await activeAccount({ phone: null });
  const own = await signedIn(account);
  const seen = await accountNow(account.id);
  if (!seen) throw new Error("The account is gone.");
  const edit = { ...seen, roles: ["viewer" as const], emailNotifications: [] };
  const before = await everything();
  const REFUSED: readonly (() => Promise<unknown>)[] = [
    () => createAccount(actor, newUserWithPassword()),
    () => issueSingleUsePassword(actor, account.id, "handed over by hand"),
    () => changePassword(own, { current: PASSWORD, chosen: "my very own secret" }, anonymousSource()),
    () => replaceSingleUsePassword(own, "my very own secret", anonymousSource()),
    () => updateAccount(actor, account.id, { ...edit, firstName: "Other" }, seen),
    () => updateAccount(actor, account.id, { ...edit, email: "other@example.com" }, seen),
    () => updateAccount(actor, account.id, { ...edit, phone: "+33123456789" }, seen),
    async () => updateOwnProfile(own, { firstName: "Other", lastName: "Name", phone: null }, await profileOf(own)),
  ];
  for (const refused of REFUSED) await expect(refused()).rejects.toBeInstanceOf(UserError);
  expect(await everything()).toEqual(before);
});

test("roles, domain restrictions and notifications are edited here", async () => {
  const actor = await administrator();
  const { name } = await groupWith(["EMEA", "APAC"], actor);
  const account = await activeAccount();
  const seen = await accountNow(account.id);
  if (!seen) throw new Error("The account is gone.");
  await updateAccount(
    actor,
    account.id,
    { ...seen, roles: ["device-manager"], restrictions: [`${name}: EMEA`], emailNotifications: ["account-locked"] },
    seen,
  );
  expect(await findAccount(actor, account.id)).toMatchObject({
    roles: ["device-manager"],
    restrictions: [`${name}: EMEA`],
    emailNotifications: ["account-locked"],
  });
});

test("an account is added with email, roles and domain restrictions alone", async () => {
  const actor = await administrator();
  const { name } = await groupWith(["EMEA"], actor);
  const restrictions = [`${name}: EMEA`];
  const added = await createAccount(actor, newFederatedUser({ email: "zz.new.user@example.com", restrictions }));
  expect(await findAccount(actor, added.accountId)).toMatchObject({ restrictions });
  expect(await accountNow(added.accountId)).toMatchObject({ firstName: "", lastName: "", sortKey: added.email });
  expect(await credentialsNow(added.accountId)).toMatchObject({ passwordHash: null, lockedAt: null });
  expect(await eventsAbout(added.accountId)).toMatchObject([{ event: "account_created", actorId: actor.id }]);
  const found = await listAccounts(actor, accountsQuery.parse({ search: "zz.new.user" }));
  expect(found.rows.map(({ id }) => id)).toEqual([added.accountId]);

  await expect(createAccount(actor, newFederatedUser({ email: added.email }))).rejects.toBeInstanceOf(UserError);
  const asViewer = createAccount(await viewer(), newFederatedUser({ email: "a@example.com" }));
  await expect(asViewer).rejects.toBeInstanceOf(Forbidden);
  expect(await signInAs(userClaims(added.email))).toMatchObject({ signedIn: true });
});

test("accounts cannot be added without a password while federation is off", async () => {
  const actor = await administrator();
  const add = () => createAccount(actor, newFederatedUser({ email: "late@example.com" }));
  await withFederationOff(() => expect(add()).rejects.toBeInstanceOf(UserError));
  await inTestMode(() => expect(add()).rejects.toBeInstanceOf(UserError));
});

test("a LOCKED account is ACTIVE while federation is on", async () => {
  const actor = await administrator();
  const locked = await lockedAccount({ lastName: "Qvistlocked" });
  const listed = async (state: string) =>
    (await listAccounts(actor, accountsQuery.parse({ search: "Qvistlocked", state }))).rows.map(({ id }) => id);
  expect((await findAccount(actor, locked.id)).state).toBe("ACTIVE");
  await withFederationOff(async () => {
    expect((await findAccount(actor, locked.id)).state).toBe("LOCKED");
    expect([await listed("ACTIVE"), await listed("LOCKED")]).toEqual([[], [locked.id]]);
  });
});

test("the list filters by state or by identity, depending on the mode", async () => {
  const accepts = (query: object) => accountsQuery.safeParse(query).success;
  expect([accepts({ state: "ACTIVE" }), accepts({ state: "LOCKED" })]).toEqual([false, false]);
  expect([accepts({ identity: "linked" }), accepts({ identity: "not-signed-in" })]).toEqual([true, true]);
  const unknown = [{ identity: "linked" }, { identity: "not-signed-in" }];
  await withFederationOff(async () =>
    expect([...unknown.map(accepts), accepts({ state: "LOCKED" })]).toEqual([false, false, true]),
  );
  await inTestMode(async () => expect(unknown.map(accepts)).toEqual([false, false]));
});

test("the list shows and filters linked accounts", async () => {
  await transaction((tx) => tx.delete(accounts));
  const actor = await administrator();
  const [here, elsewhere, both, nowhere] = [
    await activeAccount(),
    await activeAccount(),
    await accountWithoutPassword(),
    await accountWithoutPassword(),
  ];
  for (const { id } of [here, both]) await link(id, provider.issuer);
  for (const { id } of [elsewhere, both]) await link(id, "https://before.example");
  const linked = [here, both].map(({ email }) => email).toSorted();
  const others = [elsewhere, nowhere, actor].map(({ email }) => email).toSorted();
  for (const sort of SORTS)
    for (const search of [undefined, "example"]) {
      const rows = async (identity?: string) =>
        (await listAccounts(actor, accountsQuery.parse({ sort, identity, search }))).rows;
      const emails = async (identity: string) => (await rows(identity)).map(({ email }) => email).toSorted();
      expect([await emails("linked"), await emails("not-signed-in")]).toEqual([linked, others]);
      const shown = (await rows()).filter((row) => row.isLinked).map(({ email }) => email);
      expect(shown.toSorted()).toEqual(linked);
    }

  await unlinkIdentity(actor, here.id);
  await deleteAccount(actor, both.id);
  const left = await listAccounts(actor, accountsQuery.parse({ identity: "not-signed-in" }));
  expect(left.rows.map(({ email }) => email).toSorted()).toEqual([...others, here.email].toSorted());
  await withFederationOff(async () => {
    const { rows } = await listAccounts(actor, accountsQuery.parse({}));
    expect(rows.map(({ isLinked, hasPassword }) => [isLinked, hasPassword])).toContainEqual([false, false]);
  });
});

test("the identity filters are exact among many accounts", async () => {
  const actor = await administrator();
  const everybody = Array.from({ length: 1200 }, (_, index) => `many.${index}@example.com`).toSorted();
  await onTheSide`WITH added AS (
      INSERT INTO accounts (email, first_name, last_name, roles, sort_key, search_text)
      SELECT email, '', '', '{viewer}', email, email FROM unnest(${everybody}::text[]) AS email RETURNING id)
    INSERT INTO credentials (account_id) SELECT id FROM added`;
  const listed = async (identity: string) => emailsOn(await pagesForward(actor, { identity, search: "many" }));
  expect(await listed("not-signed-in")).toEqual(everybody);
  await onTheSide`INSERT INTO identities (account_id, issuer, subject)
    SELECT id, ${provider.issuer}, id::text FROM accounts WHERE email LIKE 'many.%' AND email <> 'many.7@example.com'`;
  expect(await listed("linked")).toEqual(everybody.filter((email) => email !== "many.7@example.com"));
  expect(await listed("not-signed-in")).toEqual(["many.7@example.com"]);
});

test("sessions of one mode are not active in the other", async () => {
  const account = await activeAccount();
  const own = await signedIn(account);
  expect(await ownSessions(own)).toEqual([]);
  await signInAs(userClaims(account.email));
  expect(await ownSessions(own)).toHaveLength(1);
  expect(await sessionsNow(account.id)).toHaveLength(2);
  await withFederationOff(async () => expect(await ownSessions(own)).toMatchObject([{ isCurrent: true }]));
});

test("a federated sign-in ignores a pending single-use password", async () => {
  const invited = await accountWithSingleUsePassword();
  expect(await signInAs(userClaims(invited.email))).toMatchObject({ signedIn: true });
  expect((await credentialsNow(invited.id)).singleUseExpiresAt).not.toBeNull();
});

test("passwords work and can be reset after federation is turned off", async () => {
  const actor = await administrator();
  const [old, added] = [await activeAccount(), await accountWithoutPassword()];
  await signInAs(userClaims(added.email));
  await withFederationOff(async () => {
    expect(await signIn({ email: old.email, password: PASSWORD }, anonymousSource())).toMatchObject({ signedIn: true });
    await issueSingleUsePassword(actor, added.id, "handed over by hand");
    const handedOver = { email: added.email, password: "handed over by hand" };
    expect(await signIn(handedOver, anonymousSource())).toMatchObject({ signedIn: true });
    await expect(startProviderSignIn("/", false, anonymousSource())).rejects.toBeInstanceOf(UserError);
  });
});

test("a locked administrator counts as one who can sign in", async () => {
  await transaction((tx) => tx.delete(accounts));
  const actor = await signedIn(await activeAccount({ roles: [ADMINISTRATOR] }));
  const other = await accountWithoutPassword({ roles: [ADMINISTRATOR] });
  await deleteAccount(actor, other.id);
  const locked = await signedIn(await lockedAccount({ roles: [ADMINISTRATOR] }));
  await deleteAccount(locked, actor.id);
  expect(await accountNow(actor.id)).toBeUndefined();
  await expect(deleteAccount(locked, locked.id)).rejects.toBeInstanceOf(UserError);
});

test("the first administrator is created by email and signs in federated", async () => {
  await transaction((tx) => tx.delete(accounts));
  const made = await withEnvironment({ ADMIN_EMAIL: "Root@Example.org" }, createFirstAdministrator);
  expect(made).toEqual({ accountId: expect.any(String), email: "root@example.org" });
  expect(await credentialsNow(String(made?.accountId))).toMatchObject({ passwordHash: null, singleUseExpiresAt: null });
  expect(await signInAs(userClaims("root@example.org"))).toMatchObject({ signedIn: true });
});

test("create-admin unlinks the account and restores access in either mode", async () => {
  const account = await activeAccount({ roles: ["viewer"] });
  await signInAs(userClaims(account.email));
  const restored = await createAdministrator(account.email);
  expect(restored.singleUsePassword).toBeUndefined();
  expect(await sessionsNow(account.id)).toEqual([]);
  expect(await signIn({ email: account.email, password: PASSWORD }, anonymousSource())).toMatchObject({
    signedIn: false,
  });
  expect(await signInAs(userClaims(account.email))).toMatchObject({ signedIn: true });
  expect((await accountNow(account.id))?.roles).toEqual(expect.arrayContaining([ADMINISTRATOR]));

  await withFederationOff(async () => {
    const { singleUsePassword: password } = await createAdministrator(account.email);
    expect(await signIn({ email: account.email, password }, anonymousSource())).toMatchObject({ signedIn: true });
  });
});

async function runTestSignIn(actor: Awaited<ReturnType<typeof administrator>>, claims: ReturnType<typeof userClaims>) {
  provider.claims = claims;
  const { request, url } = await startTestSignIn(actor);
  return testSignIn(actor, request, provider.callbackFor(url));
}

test("a test sign-in explains the match and changes nothing", async () => {
  const actor = await administrator();
  const [fresh, linked] = [await activeAccount(), await activeAccount()];
  const known = userClaims(linked.email);
  await signInAs(known);
  await inTestMode(async () => {
    const before = await everything();
    const of = (claims: ReturnType<typeof userClaims>) => runTestSignIn(actor, claims);
    expect(await of(userClaims(fresh.email))).toMatchObject({
      allowed: true,
      explanation: expect.stringContaining("would be linked"),
      account: { id: fresh.id, email: fresh.email },
    });
    expect(await of(known)).toMatchObject({ allowed: true, explanation: expect.stringContaining("is linked") });
    expect(await of(userClaims("nobody@example.com"))).toMatchObject({
      allowed: false,
      explanation: expect.stringContaining("No account"),
      claims: { email: "nobody@example.com", emailVerified: true },
    });
    expect(await of(userClaims(fresh.email, { email_verified: false }))).toMatchObject({
      allowed: false,
      explanation: expect.stringContaining("verified"),
    });
    expect(await of(userClaims(linked.email))).toMatchObject({
      allowed: false,
      explanation: expect.stringContaining("another identity"),
    });
    expect(await of(userClaims(fresh.email, { email_verified: "1", name: ["Ada"] }))).toMatchObject({
      explanation: expect.stringContaining("the string “1”"),
      claims: { emailVerified: null, invalidClaims: { email_verified: "the string “1”", name: "an array" } },
    });
    expect(await of({})).toMatchObject({ allowed: false, claims: null });
    expect(await of(userClaims(fresh.email, { aud: "somebody else" }))).toMatchObject({
      allowed: false,
      explanation: expect.stringContaining("another client"),
      claims: null,
    });
    expect(await of(userClaims(fresh.email, { exp: 1 }))).toMatchObject({
      explanation: expect.stringMatching(/expired \d+ seconds ago/),
    });
    expect(await everything()).toEqual(before);
  });
});

test("a test sign-in requires an administrator and a configured provider", async () => {
  await expect(startTestSignIn(await viewer())).rejects.toBeInstanceOf(Forbidden);
  const actor = await administrator();
  const { request, url } = await startTestSignIn(actor);
  await expect(testSignIn(await viewer(), request, provider.callbackFor(url))).rejects.toBeInstanceOf(Forbidden);
  await withFederationOff(() => expect(startTestSignIn(actor)).rejects.toBeInstanceOf(UserError));
});

test("in test mode users sign in with passwords only", async () => {
  const account = await activeAccount();
  await inTestMode(async () => {
    expect(await signIn({ email: account.email, password: PASSWORD }, anonymousSource())).toMatchObject({
      signedIn: true,
    });
    await expect(startProviderSignIn("/", false, anonymousSource())).rejects.toBeInstanceOf(UserError);
  });
});

test("administrators can count the accounts that are not linked", async () => {
  await transaction((tx) => tx.delete(accounts));
  const actor = await administrator();
  const account = await activeAccount();
  expect(await countUnlinkedAccounts(actor, provider.issuer)).toEqual({ accounts: 2, unlinked: 2 });
  await signInAs(userClaims(account.email));
  expect(await countUnlinkedAccounts(actor, provider.issuer)).toEqual({ accounts: 2, unlinked: 1 });
  expect(await countUnlinkedAccounts(actor, "https://another.example")).toEqual({ accounts: 2, unlinked: 2 });
  await expect(countUnlinkedAccounts(await viewer(), provider.issuer)).rejects.toBeInstanceOf(Forbidden);
});

test("links to a former provider are kept", async () => {
  const account = await activeAccount();
  await signInAs(userClaims(account.email));
  await transaction((tx) =>
    tx.update(identities).set({ issuer: "https://before.example" }).where(eq(identities.accountId, account.id)),
  );
  expect(await signInAs(userClaims(account.email))).toMatchObject({ signedIn: true });
  const links = await read((db) => db.select().from(identities).where(eq(identities.accountId, account.id)));
  expect(links.map(({ issuer }) => issuer).sort()).toEqual([provider.issuer, "https://before.example"].sort());
});

test("a new user is emailed login instructions while outgoing mail is on", async () => {
  const actor = await administrator();
  const add = (email: string) => createAccount(actor, newFederatedUser({ email }));
  const emailed = await withEnvironment(MAIL_ON, () => add("emailed@example.com"));
  expect(await emailsAbout(emailed.accountId)).toMatchObject([
    {
      kind: "login-instructions",
      recipient: "emailed@example.com",
      templateData: {
        providerName: expect.stringContaining("Example"),
        invitedBy: actor.email,
        email: "emailed@example.com",
      },
    },
  ]);
  const other = await withEnvironment(MAIL_OFF, () => add("other@example.com"));
  expect(await emailsAbout(other.accountId)).toEqual([]);
});

test("links to passwords and email changes are neither sent nor accepted", async () => {
  const actor = await administrator();
  const [account, inactive] = [await activeAccount(), await accountWithoutPassword()];
  const own = await signedIn(account);
  await withEnvironment(MAIL_ON, async () => {
    const issue = (purpose: LinkPurpose, { id, email }: { id: string; email: string }) =>
      transaction((tx) => issueLink(tx, { purpose, accountId: id, email, minutes: 60 }));
    const holding = async (purpose: LinkPurpose, about: { id: string; email: string }) => {
      const { linkId, encryptedToken } = await issue(purpose, about);
      return {
        submitted: { token: String(decryptText("link-token", encryptedToken)), linkId: linkId },
        source: anonymousSource(),
      };
    };
    const activation = await holding("activation", inactive);
    const reset = await holding("password-reset", account);
    const { submitted: change } = await holding("email-change", { ...account, email: "another@example.com" });
    const before = await everything();
    const { firstName, lastName, phone } = inactive;
    const REFUSED: readonly (() => Promise<unknown>)[] = [
      () => createAccount(actor, newUserByEmail()),
      () => resendActivation(actor, inactive.id),
      () => sendPasswordReset(actor, account.id, true),
      () => requestEmailChange(own, "another@example.com", PASSWORD),
      async () => confirmEmailChange(own, change),
      async () => completePasswordReset(reset, "my very own secret"),
      async () => activateAccount(activation, { firstName, lastName, phone, password: "my very own secret" }),
    ];
    for (const refused of REFUSED) await expect(refused()).rejects.toBeInstanceOf(UserError);
    await requestPasswordReset(account.email, anonymousSource());
    await sendRecoveryEmail({ accountId: account.id, email: account.email });
    expect(await everything()).toEqual(before);
  });
});
