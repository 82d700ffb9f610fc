import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { read, transaction } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { identities } from "#db/schema/identities.ts";
import { ADMINISTRATOR } from "#lib/access/roles.ts";
import { accountsQuery, SORTS } from "#lib/accounts/accounts-query.ts";
import { addAccount } from "#lib/accounts/add-account.ts";
import { addFederatedAccount } from "#lib/accounts/add-federated-account.ts";
import { createAdministrator } from "#lib/accounts/create-administrator.ts";
import { createFirstAdministrator } from "#lib/accounts/create-first-administrator.ts";
import { deleteAccount } from "#lib/accounts/delete-account.ts";
import { findAccount } from "#lib/accounts/find-account.ts";
import { inviteAccount } from "#lib/accounts/invite-account.ts";
import { listAccounts } from "#lib/accounts/list-accounts.ts";
import { profileOf } from "#lib/accounts/own-profile.ts";
import { updateAccount } from "#lib/accounts/update-account.ts";
import { updateOwnProfile } from "#lib/accounts/update-own-profile.ts";
import { Forbidden, UserError } from "#lib/errors.ts";
import { countUnlinked } from "#lib/federation/linked-accounts.ts";
import { startProviderSignIn } from "#lib/federation/sign-in-with-provider.ts";
import { startTestSignIn, testSignIn } from "#lib/federation/test-sign-in.ts";
import { unlinkIdentity } from "#lib/federation/unlink-identity.ts";
import { issueLink } from "#lib/links/issue-link.ts";
import type { LinkPurpose } from "#lib/links/link.ts";
import { decryptToken } from "#lib/links/link-token.ts";
import { changePassword } from "#lib/passwords/change-password.ts";
import { activateAccount } from "#lib/recovery/activate-account.ts";
import { completePasswordReset } from "#lib/recovery/complete-password-reset.ts";
import { confirmEmail } from "#lib/recovery/confirm-email-change.ts";
import { resetPassword } from "#lib/recovery/issue-single-use-password.ts";
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
import { provider, restartProvider, signInAs, somebody, startProvider } from "./federation.ts";
import { onTheSide } from "./owner.ts";
import { emailsOn, pagesForward } from "./paging.ts";
import {
  accountWithoutPassword,
  activeAccount,
  administrator,
  anonymousSource,
  invitedAccount,
  link,
  lockedAccount,
  PASSWORD,
  signedIn,
  viewer,
} from "./people.ts";
import { accountNow, credentialsNow, emailsAbout, eventsAbout, everything, sessionsNow } from "./queries.ts";

startProvider();

beforeEach(() => restartProvider());

/** As it is when OIDC_ISSUER is taken away. */
const switchedOff = <T>(work: () => Promise<T>): Promise<T> =>
  withEnvironment(Object.fromEntries(Object.keys(provider.settings).map((name) => [name, ""])), work);

const rehearsing = <T>(work: () => Promise<T>): Promise<T> => withEnvironment({ OIDC_TEST_MODE: "true" }, work);

test("no password opens anything, none is counted, and nobody is locked", async () => {
  const account = await activeAccount();
  const before = await everything();
  for (let turn = 0; turn < 12; turn++)
    expect(await signIn({ email: account.email, password: turn ? "wrong" : PASSWORD }, anonymousSource())).toEqual({
      signedIn: false,
      pauseMs: 0,
    });
  expect(await everything()).toEqual(before);
});

test("what the screen does not offer is refused: passwords, names, e-mail and phone are the provider's", async () => {
  const actor = await administrator();
  const account = await activeAccount({ phone: null });
  const own = await signedIn(account);
  const seen = await accountNow(account.id);
  if (!seen) throw new Error("The account is gone.");
  const edit = { ...seen, roles: ["viewer" as const], emailNotifications: [] };
  const newcomer = {
    firstName: "New",
    lastName: "Comer",
    email: "n@example.com",
    phone: null,
    roles: ["viewer" as const],
  };
  const before = await everything();
  const REFUSED: readonly (() => Promise<unknown>)[] = [
    () => addAccount(actor, { ...newcomer, singleUsePassword: "handed over by hand" }),
    () => resetPassword(actor, account.id, "handed over by hand"),
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

test("roles, domains and notifications are decided here, as ever", async () => {
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

test("an account is added by e-mail, roles and domains alone, is called by its e-mail, and waits for its person", async () => {
  const actor = await administrator();
  const { name } = await groupWith(["EMEA"], actor);
  const restrictions = [`${name}: EMEA`];
  const added = await addFederatedAccount(actor, { email: "zz.newcomer@example.com", roles: ["viewer"], restrictions });
  expect(await findAccount(actor, added.id)).toMatchObject({ restrictions });
  expect(await accountNow(added.id)).toMatchObject({ firstName: "", lastName: "", sortKey: added.email });
  expect(await credentialsNow(added.id)).toMatchObject({ passwordHash: null, lockedAt: null });
  expect(await eventsAbout(added.id)).toMatchObject([{ event: "account_created", actorId: actor.id }]);
  const found = await listAccounts(actor, accountsQuery.parse({ search: "zz.newcomer" }));
  expect(found.rows.map(({ id }) => id)).toEqual([added.id]);

  await expect(addFederatedAccount(actor, { email: added.email, roles: ["viewer"] })).rejects.toBeInstanceOf(UserError);
  const asViewer = addFederatedAccount(await viewer(), { email: "a@example.com", roles: ["viewer"] });
  await expect(asViewer).rejects.toBeInstanceOf(Forbidden);
  expect(await signInAs(somebody(added.email))).toMatchObject({ signedIn: true });
});

test("accounts are not added this way while people have passwords", async () => {
  const actor = await administrator();
  const add = () => addFederatedAccount(actor, { email: "late@example.com", roles: ["viewer"] });
  await switchedOff(() => expect(add()).rejects.toBeInstanceOf(UserError));
  await rehearsing(() => expect(add()).rejects.toBeInstanceOf(UserError));
});

test("a LOCKED account is ACTIVE while the identity provider locks, and LOCKED again afterwards", async () => {
  const actor = await administrator();
  const locked = await lockedAccount({ lastName: "Qvistlocked" });
  const listed = async (state: string) =>
    (await listAccounts(actor, accountsQuery.parse({ search: "Qvistlocked", state }))).rows.map(({ id }) => id);
  expect((await findAccount(actor, locked.id)).state).toBe("ACTIVE");
  await switchedOff(async () => {
    expect((await findAccount(actor, locked.id)).state).toBe("LOCKED");
    expect([await listed("ACTIVE"), await listed("LOCKED")]).toEqual([[], [locked.id]]);
  });
});

test("the list knows states only with passwords, and identities only with a provider", async () => {
  const knows = (query: object) => accountsQuery.safeParse(query).success;
  expect([knows({ state: "ACTIVE" }), knows({ state: "LOCKED" })]).toEqual([false, false]);
  expect([knows({ identity: "linked" }), knows({ identity: "not-signed-in" })]).toEqual([true, true]);
  const unknown = [{ identity: "linked" }, { identity: "not-signed-in" }];
  await switchedOff(async () =>
    expect([...unknown.map(knows), knows({ state: "LOCKED" })]).toEqual([false, false, true]),
  );
  await rehearsing(async () => expect(unknown.map(knows)).toEqual([false, false]));
});

test("the list tells who is linked to the provider, and filters by it", async () => {
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
      const told = (await rows()).filter((row) => row.isLinked).map(({ email }) => email);
      expect(told.toSorted()).toEqual(linked);
    }

  await unlinkIdentity(actor, here.id);
  await deleteAccount(actor, both.id);
  const left = await listAccounts(actor, accountsQuery.parse({ identity: "not-signed-in" }));
  expect(left.rows.map(({ email }) => email).toSorted()).toEqual([...others, here.email].toSorted());
  await switchedOff(async () => {
    const { rows } = await listAccounts(actor, accountsQuery.parse({}));
    expect(rows.map(({ isLinked, hasPassword }) => [isLinked, hasPassword])).toContainEqual([false, false]);
  });
});

test("both filters by identity are exact among very many accounts", async () => {
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

test("who came in by a password is out once the provider signs people in, and the other way round", async () => {
  const account = await activeAccount();
  const own = await signedIn(account);
  expect(await ownSessions(own)).toEqual([]);
  await signInAs(somebody(account.email));
  expect(await ownSessions(own)).toHaveLength(1);
  expect(await sessionsNow(account.id)).toHaveLength(2);
  await switchedOff(async () => expect(await ownSessions(own)).toMatchObject([{ isCurrent: true }]));
});

test("a single-use password asks nobody to choose another while the provider keeps passwords", async () => {
  const invited = await invitedAccount();
  expect(await signInAs(somebody(invited.email))).toMatchObject({ signedIn: true });
  expect((await credentialsNow(invited.id)).singleUseExpiresAt).not.toBeNull();
});

test("switched off again, passwords work as before, and an account without one gets one by reset", async () => {
  const actor = await administrator();
  const [old, added] = [await activeAccount(), await accountWithoutPassword()];
  await signInAs(somebody(added.email));
  await switchedOff(async () => {
    expect(await signIn({ email: old.email, password: PASSWORD }, anonymousSource())).toMatchObject({ signedIn: true });
    await resetPassword(actor, added.id, "handed over by hand");
    const handedOver = { email: added.email, password: "handed over by hand" };
    expect(await signIn(handedOver, anonymousSource())).toMatchObject({ signedIn: true });
    await expect(startProviderSignIn("/", false, anonymousSource())).rejects.toBeInstanceOf(UserError);
  });
});

test("any administrator counts as one who can sign in, because only the provider knows who cannot", async () => {
  await transaction((tx) => tx.delete(accounts));
  const actor = await signedIn(await activeAccount({ roles: [ADMINISTRATOR] }));
  const other = await accountWithoutPassword({ roles: [ADMINISTRATOR] });
  await deleteAccount(actor, other.id);
  const locked = await signedIn(await lockedAccount({ roles: [ADMINISTRATOR] }));
  await deleteAccount(locked, actor.id);
  expect(await accountNow(actor.id)).toBeUndefined();
  await expect(deleteAccount(locked, locked.id)).rejects.toBeInstanceOf(UserError);
});

test("the first administrator is made by e-mail alone, and comes in through the provider", async () => {
  await transaction((tx) => tx.delete(accounts));
  const made = await withEnvironment({ ADMIN_EMAIL: "Root@Example.org" }, createFirstAdministrator);
  expect(made).toEqual({ accountId: expect.any(String), email: "root@example.org" });
  expect(await credentialsNow(String(made?.accountId))).toMatchObject({ passwordHash: null, singleUseExpiresAt: null });
  expect(await signInAs(somebody("root@example.org"))).toMatchObject({ signedIn: true });
});

test("the operator's way back gives an account to whoever has its e-mail now, in either mode", async () => {
  const account = await activeAccount({ roles: ["viewer"] });
  await signInAs(somebody(account.email));
  const restored = await createAdministrator(account.email);
  expect(restored.singleUsePassword).toBeUndefined();
  expect(await sessionsNow(account.id)).toEqual([]);
  expect(await signIn({ email: account.email, password: PASSWORD }, anonymousSource())).toMatchObject({
    signedIn: false,
  });
  expect(await signInAs(somebody(account.email))).toMatchObject({ signedIn: true });
  expect((await accountNow(account.id))?.roles).toEqual(expect.arrayContaining([ADMINISTRATOR]));

  await switchedOff(async () => {
    const { singleUsePassword: password } = await createAdministrator(account.email);
    expect(await signIn({ email: account.email, password }, anonymousSource())).toMatchObject({ signedIn: true });
  });
});

async function rehearsed(actor: Awaited<ReturnType<typeof administrator>>, claims: ReturnType<typeof somebody>) {
  provider.claims = claims;
  const { attempt, address } = await startTestSignIn(actor);
  return testSignIn(actor, attempt, provider.answerTo(address));
}

test("a rehearsal says which account would be matched, or why none would, and changes nothing", async () => {
  const actor = await administrator();
  const [fresh, linked] = [await activeAccount(), await activeAccount()];
  const known = somebody(linked.email);
  await signInAs(known);
  await rehearsing(async () => {
    const before = await everything();
    const of = (claims: ReturnType<typeof somebody>) => rehearsed(actor, claims);
    expect(await of(somebody(fresh.email))).toMatchObject({
      allowed: true,
      says: expect.stringContaining("would be linked"),
      account: { id: fresh.id, email: fresh.email },
    });
    expect(await of(known)).toMatchObject({ allowed: true, says: expect.stringContaining("is linked") });
    expect(await of(somebody("nobody@example.com"))).toMatchObject({
      allowed: false,
      says: expect.stringContaining("No account"),
      person: { email: "nobody@example.com", emailVerified: true },
    });
    expect(await of(somebody(fresh.email, { email_verified: false }))).toMatchObject({
      allowed: false,
      says: expect.stringContaining("verified"),
    });
    expect(await of(somebody(linked.email))).toMatchObject({
      allowed: false,
      says: expect.stringContaining("another person"),
    });
    expect(await of(somebody(fresh.email, { email_verified: "1", name: ["Ada"] }))).toMatchObject({
      says: expect.stringContaining("the text “1”"),
      person: { emailVerified: null, wrongTypes: { email_verified: "the text “1”", name: "a list" } },
    });
    expect(await of({})).toMatchObject({ allowed: false, person: null });
    expect(await of(somebody(fresh.email, { aud: "somebody else" }))).toMatchObject({
      allowed: false,
      says: expect.stringContaining("another client"),
      person: null,
    });
    expect(await of(somebody(fresh.email, { exp: 1 }))).toMatchObject({
      says: expect.stringMatching(/expired \d+ seconds ago/),
    });
    expect(await everything()).toEqual(before);
  });
});

test("a rehearsal is for administrators, and for a provider that is configured", async () => {
  await expect(startTestSignIn(await viewer())).rejects.toBeInstanceOf(Forbidden);
  const actor = await administrator();
  const { attempt, address } = await startTestSignIn(actor);
  await expect(testSignIn(await viewer(), attempt, provider.answerTo(address))).rejects.toBeInstanceOf(Forbidden);
  await switchedOff(() => expect(startTestSignIn(actor)).rejects.toBeInstanceOf(UserError));
});

test("while the provider is only tried, people sign in with passwords and not with it", async () => {
  const account = await activeAccount();
  await rehearsing(async () => {
    expect(await signIn({ email: account.email, password: PASSWORD }, anonymousSource())).toMatchObject({
      signedIn: true,
    });
    await expect(startProviderSignIn("/", false, anonymousSource())).rejects.toBeInstanceOf(UserError);
  });
});

test("administrators see how many accounts have never been matched", async () => {
  await transaction((tx) => tx.delete(accounts));
  const actor = await administrator();
  const account = await activeAccount();
  expect(await countUnlinked(actor, provider.issuer)).toEqual({ accounts: 2, unlinked: 2 });
  await signInAs(somebody(account.email));
  expect(await countUnlinked(actor, provider.issuer)).toEqual({ accounts: 2, unlinked: 1 });
  expect(await countUnlinked(actor, "https://another.example")).toEqual({ accounts: 2, unlinked: 2 });
  await expect(countUnlinked(await viewer(), provider.issuer)).rejects.toBeInstanceOf(Forbidden);
});

test("another provider begins with first matches, and the links to the one before stay", async () => {
  const account = await activeAccount();
  await signInAs(somebody(account.email));
  await transaction((tx) =>
    tx.update(identities).set({ issuer: "https://before.example" }).where(eq(identities.accountId, account.id)),
  );
  expect(await signInAs(somebody(account.email))).toMatchObject({ signedIn: true });
  const links = await read((db) => db.select().from(identities).where(eq(identities.accountId, account.id)));
  expect(links.map(({ issuer }) => issuer).sort()).toEqual([provider.issuer, "https://before.example"].sort());
});

test("who is added is told by mail how to sign in, while outgoing mail is on", async () => {
  const actor = await administrator();
  const add = (email: string) => addFederatedAccount(actor, { email, roles: ["viewer"] });
  const told = await withEnvironment(MAIL_ON, () => add("told@example.com"));
  expect(await emailsAbout(told.id)).toMatchObject([
    {
      kind: "login-instructions",
      recipient: "told@example.com",
      templateData: {
        providerName: expect.stringContaining("Example"),
        invitedBy: actor.email,
        email: "told@example.com",
      },
    },
  ]);
  const untold = await withEnvironment(MAIL_OFF, () => add("untold@example.com"));
  expect(await emailsAbout(untold.id)).toEqual([]);
});

test("no link to a password or another e-mail is mailed, nor one from before taken", async () => {
  const actor = await administrator();
  const [account, newcomer] = [await activeAccount(), await accountWithoutPassword()];
  const own = await signedIn(account);
  const input = { firstName: "New", lastName: "Comer", email: "by.mail@example.com", phone: null };
  await withEnvironment(MAIL_ON, async () => {
    const issue = (purpose: LinkPurpose, { id, email }: { id: string; email: string }) =>
      transaction((tx) => issueLink(tx, { purpose, accountId: id, email, minutes: 60 }));
    const holding = async (purpose: LinkPurpose, about: { id: string; email: string }) => {
      const { linkId, encryptedToken } = await issue(purpose, about);
      return { submitted: { token: String(decryptToken(encryptedToken)), linkId: linkId }, source: anonymousSource() };
    };
    const activation = await holding("activation", newcomer);
    const reset = await holding("password-reset", account);
    const { submitted: change } = await holding("email-change", { ...account, email: "another@example.com" });
    const before = await everything();
    const { firstName, lastName, phone } = newcomer;
    const REFUSED: readonly (() => Promise<unknown>)[] = [
      () => inviteAccount(actor, { ...input, roles: ["viewer"] }),
      () => resendActivation(actor, newcomer.id),
      () => sendPasswordReset(actor, account.id, true),
      () => requestEmailChange(own, "another@example.com", PASSWORD),
      async () => confirmEmail(own, change),
      async () => completePasswordReset(reset, "my very own secret"),
      async () => activateAccount(activation, { firstName, lastName, phone, password: "my very own secret" }),
    ];
    for (const refused of REFUSED) await expect(refused()).rejects.toBeInstanceOf(UserError);
    await requestPasswordReset(account.email, anonymousSource());
    await sendRecoveryEmail({ accountId: account.id, email: account.email });
    expect(await everything()).toEqual(before);
  });
});
