import { and, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { read } from "#db/client.ts";
import { auditEvents } from "#db/schema/audit-events.ts";
import { identities } from "#db/schema/identities.ts";
import { sessions } from "#db/schema/sessions.ts";
import { deleteAccount } from "#lib/accounts/delete-account.ts";
import { accountHistory } from "#lib/audit-log/account-history.ts";
import { hashToken } from "#lib/crypto/token.ts";
import { Forbidden, NotFound, UserError } from "#lib/errors.ts";
import { unlinkIdentity } from "#lib/federation/unlink-identity.ts";
import { withEnvironment } from "./environment.ts";
import { provider, signInAs, startProvider, userClaims } from "./federation.ts";
import { whileFailing } from "./owner.ts";
import {
  accountWithExpiredPassword,
  accountWithoutPassword,
  activeAccount,
  administrator,
  anonymousSource,
  lockedAccount,
  signedIn,
  viewer,
} from "./people.ts";
import { accountNow, credentialsNow, eventsAbout, everything, namesOfEventsAbout, sessionsNow } from "./queries.ts";

startProvider();

const NO_ACCESS = { signedIn: false, problem: "no-access" };

const linkOf = async (accountId: string) =>
  (
    await read((db) =>
      db
        .select({ subject: identities.subject, email: identities.email })
        .from(identities)
        .where(eq(identities.accountId, accountId)),
    )
  )[0];

const reasonsOf = async (address: string | null) =>
  (
    await read((db) =>
      db
        .select()
        .from(auditEvents)
        .where(and(eq(auditEvents.event, "sign_in_failed"), eq(auditEvents.address, String(address)))),
    )
  ).map(({ changes: [change], targetId, targetLabel }) => ({
    reason: change && "to" in change ? change.to : undefined,
    targetId,
    targetLabel,
  }));

test("a first sign-in links the account with the verified email", async () => {
  const account = await accountWithoutPassword({ email: "grace.hopper@example.com" });
  const source = anonymousSource();
  const claims = userClaims("Grace.HOPPER@Example.COM", { sid: "provider-session" });
  const outcome = await signInAs(claims, source);
  expect(outcome).toMatchObject({ signedIn: true });
  expect(await linkOf(account.id)).toEqual({ subject: claims.sub, email: account.email });
  expect(await sessionsNow(account.id)).toMatchObject([
    { ...source, issuer: provider.issuer, providerSessionId: "provider-session" },
  ]);
  expect((await credentialsNow(account.id)).lastSignInAt).not.toBeNull();
  expect(await namesOfEventsAbout(account.id)).toEqual(["identity_linked", "signed_in"]);
});

test("a linked account keeps its email when the provider's changes", async () => {
  const account = await activeAccount();
  const claims = userClaims(account.email);
  await signInAs(claims);
  const changed = { ...claims, email: "New.Name@example.org", email_verified: false };
  expect(await signInAs(changed)).toMatchObject({ signedIn: true });
  expect(await signInAs(changed)).toMatchObject({ signedIn: true });

  expect((await accountNow(account.id))?.email).toBe(account.email);
  expect(await linkOf(account.id)).toEqual({ subject: claims.sub, email: "new.name@example.org" });
  const recorded = (await eventsAbout(account.id)).filter(({ event }) => event === "provider_email_changed");
  expect(recorded).toMatchObject([
    {
      actorLabel: "the identity provider",
      changes: [{ field: "Email at the provider", from: account.email, to: "new.name@example.org" }],
    },
  ]);
});

test("a linked user can sign in without an email claim", async () => {
  const account = await activeAccount();
  const { sub } = userClaims(account.email);
  await signInAs(userClaims(account.email, { sub }));
  expect(await signInAs({ sub })).toMatchObject({ signedIn: true });
  expect(await linkOf(account.id)).toMatchObject({ email: null });
});

test.each([
  [false, "has not verified this user's email address"],
  [undefined, "did not say whether it has verified"],
  ["true", "email_verified claim as the string “true”. Configure it to send a Boolean"],
  ["1", "email_verified claim as the string “1”"],
  [1, "email_verified claim as the number 1"],
  [null, "email_verified claim as null"],
])("an email with email_verified %j is rejected and recorded", async (verified, reason) => {
  const account = await activeAccount();
  const source = anonymousSource();
  expect(await signInAs(userClaims(account.email, { email_verified: verified }), source)).toEqual(NO_ACCESS);
  expect(await linkOf(account.id)).toBeUndefined();
  expect(await reasonsOf(source.address)).toEqual([
    { reason: expect.stringContaining(reason), targetId: account.id, targetLabel: account.email },
  ]);
});

test.each([undefined, "true", 1])("OIDC_TRUST_EMAIL accepts an email with email_verified %j", async (verified) => {
  const account = await activeAccount();
  const claims = userClaims(account.email, { email_verified: verified });
  const outcome = await withEnvironment({ OIDC_TRUST_EMAIL: "true" }, () => signInAs(claims));
  expect(outcome).toMatchObject({ signedIn: true });
});

test.each([false, "false", "1", 0, null])(
  "OIDC_TRUST_EMAIL rejects an email with email_verified %j",
  async (verified) => {
    const claims = userClaims((await activeAccount()).email, { email_verified: verified });
    expect(await withEnvironment({ OIDC_TRUST_EMAIL: "true" }, () => signInAs(claims))).toEqual(NO_ACCESS);
  },
);

test("UserInfo claims complete an ID token without claims", async () => {
  const account = await activeAccount();
  const claims = userClaims(account.email, { given_name: "Katherine" });
  provider.userInfo = claims;
  expect(await signInAs({ sub: claims.sub })).toMatchObject({ signedIn: true });
  expect((await accountNow(account.id))?.firstName).toBe("Katherine");
});

test("UserInfo completes names, and does not replace the ID token's email", async () => {
  const account = await activeAccount();
  const claims = userClaims(account.email);
  provider.userInfo = { ...claims, email: "another@example.com", given_name: "Katherine" };
  await signInAs(claims);
  expect(await accountNow(account.id)).toMatchObject({ email: account.email, firstName: "Katherine" });
});

test("UserInfo's email_verified counts for its own email only", async () => {
  const [account, another] = [await activeAccount(), await activeAccount()];
  const claims = userClaims(account.email, { email_verified: undefined });
  provider.userInfo = { ...claims, email: another.email, email_verified: true };
  expect(await signInAs(claims)).toEqual(NO_ACCESS);
  provider.userInfo = { sub: claims.sub, email: account.email.toUpperCase(), email_verified: true };
  expect(await signInAs(claims)).toMatchObject({ signedIn: true });
  expect(await linkOf(account.id)).toMatchObject({ subject: claims.sub });
});

test("a user without an account is rejected and recorded with their claims", async () => {
  const source = anonymousSource();
  const before = await everything();
  const claims = userClaims("nobody@nowhere.example");
  expect(await signInAs(claims, source)).toEqual(NO_ACCESS);
  expect(await signInAs({ ...claims, email: "Nobody@nowhere.example" }, source)).toEqual(NO_ACCESS);
  const [first, second, ...more] = await reasonsOf(source.address);
  expect(more).toEqual([]);
  expect(first).toEqual({
    reason: "No account has this email address.",
    targetId: null,
    targetLabel: expect.stringMatching(/^unknown identity #[\w-]{22}$/),
  });
  expect(second).toEqual(first);
  expect(await everything()).toHaveLength(before.length + 2);
  const rows = await read((db) =>
    db
      .select()
      .from(auditEvents)
      .where(eq(auditEvents.address, String(source.address))),
  );
  expect(rows[0]?.changes).toEqual([
    { field: "Reason", from: null, to: "No account has this email address." },
    { field: "Email at the provider", from: null, to: "nobody@nowhere.example" },
    { field: "Email verified", from: null, to: "yes" },
    { field: "Identifier at the provider", from: null, to: claims.sub },
  ]);
});

test("a missing, invalid or non-string email claim is rejected", async () => {
  const emails: [email: unknown, reason: string][] = [
    [undefined, "did not send an email address"],
    ["", "did not send an email address"],
    ["two@example.com,one@example.com", "is not a single email address"],
    ["é@example.com", "is not a single email address"],
    [42, "email claim as the number 42"],
    [["one@example.com"], "email claim as an array"],
  ];
  for (const [email, reason] of emails) {
    const source = anonymousSource();
    expect(await signInAs({ ...userClaims(""), email: email as string }, source), String(email)).toEqual(NO_ACCESS);
    expect(await reasonsOf(source.address)).toMatchObject([{ reason: expect.stringContaining(reason) }]);
  }
});

test("an email reassigned at the provider does not open the linked account", async () => {
  const account = await activeAccount();
  await signInAs(userClaims(account.email));
  const before = await linkOf(account.id);
  const source = anonymousSource();
  expect(await signInAs(userClaims(account.email), source)).toEqual(NO_ACCESS);
  expect(await linkOf(account.id)).toEqual(before);
  expect(await sessionsNow(account.id)).toHaveLength(1);
  expect(await reasonsOf(source.address)).toEqual([
    { reason: expect.stringContaining("another identity"), targetId: account.id, targetLabel: account.email },
  ]);
});

test("a linked user with another account's email is rejected", async () => {
  const [own, other] = [await activeAccount(), await activeAccount()];
  const claims = userClaims(own.email);
  await signInAs(claims);
  expect(await signInAs({ ...claims, email: other.email })).toEqual(NO_ACCESS);
  expect(await sessionsNow(own.id)).toHaveLength(1);
  expect(await sessionsNow(other.id)).toEqual([]);
  expect(await linkOf(other.id)).toBeUndefined();
});

test("concurrent first sign-ins of one user link once and all succeed", async () => {
  const account = await activeAccount();
  const claims = userClaims(account.email);
  const outcomes = await Promise.all(Array.from({ length: 12 }, () => signInAs(claims)));
  expect(outcomes.every(({ signedIn }) => signedIn)).toBe(true);
  expect(await sessionsNow(account.id)).toHaveLength(12);
  expect((await namesOfEventsAbout(account.id)).filter((name) => name === "identity_linked")).toHaveLength(1);
});

test("only one of two concurrent identities with one email is linked", async () => {
  for (let run = 0; run < 10; run++) {
    const account = await activeAccount();
    const sign = async (sub: string) => ({ sub, outcome: await signInAs(userClaims(account.email, { sub })) });
    const both = await Promise.all([sign(`one-${run}`), sign(`other-${run}`)]);
    const successes = both.filter(({ outcome }) => outcome.signedIn);
    expect(successes).toHaveLength(1);
    expect(await linkOf(account.id)).toMatchObject({ subject: successes[0]?.sub });
  }
});

test("role and group claims grant nothing", async () => {
  const account = await activeAccount({ roles: ["viewer"] });
  const claims = { roles: ["administrator"], groups: ["administrator"], role: "administrator" };
  await signInAs(userClaims(account.email, claims));
  expect((await accountNow(account.id))?.roles).toEqual(["viewer"]);
});

test("names are synced from the provider, searchable and sortable", async () => {
  const account = await accountWithoutPassword({ firstName: "", lastName: "" });
  const claims = userClaims(account.email, { given_name: "  Ada  King ", family_name: "Löve" });
  await signInAs(claims);
  expect(await accountNow(account.id)).toMatchObject({
    firstName: "Ada King",
    lastName: "Löve",
    sortKey: "love ada king",
    searchText: expect.stringContaining("ada king love"),
  });
  const changed = (await eventsAbout(account.id)).filter(({ event }) => event === "account_updated");
  expect(changed).toMatchObject([
    { actorLabel: "the identity provider", changes: [{ to: "Ada King" }, { to: "Löve" }] },
  ]);
  await signInAs(claims);
  expect((await eventsAbout(account.id)).filter(({ event }) => event === "account_updated")).toHaveLength(1);
});

test("an invalid or missing name claim leaves the name unchanged", async () => {
  const account = await activeAccount({ firstName: "Ada", lastName: "Lovelace" });
  const claims = userClaims(account.email);
  for (const given_name of ["", "   ", "a\u202eb", "x".repeat(101), 42, { evil: true }]) {
    await signInAs({ ...claims, given_name, family_name: "Byron" } as typeof claims);
    expect(await accountNow(account.id), String(given_name)).toMatchObject({ firstName: "Ada", lastName: "Byron" });
  }
  await signInAs({ ...claims, name: "Ada Byron" });
  expect(await accountNow(account.id)).toMatchObject({ firstName: "Ada", lastName: "Byron" });
});

test("a name claim alone becomes the first name", async () => {
  const account = await accountWithoutPassword({ firstName: "", lastName: "" });
  const claims = userClaims(account.email, { name: "Ada King Byron" });
  await signInAs(claims);
  expect(await accountNow(account.id)).toMatchObject({ firstName: "Ada King Byron", lastName: "" });
  await signInAs({ ...claims, name: "Ada Lovelace" });
  expect(await accountNow(account.id)).toMatchObject({ firstName: "Ada Lovelace", lastName: "" });
});

test("a locked account and an expired single-use password can sign in federated", async () => {
  for (const account of [await lockedAccount(), await accountWithExpiredPassword()]) {
    expect(await signInAs(userClaims(account.email))).toMatchObject({ signedIn: true });
    const [session] = await sessionsNow(account.id);
    expect(Number(session?.expiresAt)).toBeGreaterThan(Date.now() + 3_600_000);
  }
});

test("a sign-in replaces the browser's session and links its own account", async () => {
  const [before, after] = [await activeAccount(), await activeAccount()];
  const first = await signInAs(userClaims(before.email));
  const firstToken = first.signedIn ? first.sessionToken : "";
  const claims = userClaims(after.email);
  const second = await signInAs(claims, anonymousSource(), firstToken);
  expect(await sessionsNow(before.id)).toEqual([]);
  expect(await linkOf(after.id)).toMatchObject({ subject: claims.sub });
  const secondHash = hashToken(second.signedIn ? second.sessionToken : "");
  expect(await sessionsNow(after.id)).toMatchObject([{ tokenHash: secondHash }]);
});

test("the database holds neither the ID token nor the session token", async () => {
  const account = await activeAccount();
  let idToken = "";
  provider.signIdToken = async (claims) => {
    idToken = await provider.signJwt(claims);
    return idToken;
  };
  const outcome = await signInAs(userClaims(account.email));
  const [session] = await sessionsNow(account.id);
  expect(session?.encryptedIdToken).toEqual(expect.any(String));
  const stored = JSON.stringify(await read((db) => db.select().from(sessions)));
  for (const secret of [...idToken.split("."), outcome.signedIn ? outcome.sessionToken : ""])
    expect(stored).not.toContain(secret);
});

test("deleting an account deletes its link and revokes access", async () => {
  const account = await activeAccount();
  const claims = userClaims(account.email);
  await signInAs(claims);
  await deleteAccount(await administrator(), account.id);
  expect(await linkOf(account.id)).toBeUndefined();
  expect(await signInAs(claims)).toEqual(NO_ACCESS);
});

test.each(["INSERT ON identities", "INSERT ON sessions", "INSERT ON audit_events", "UPDATE ON credentials"])(
  "a first sign-in is rolled back when %s fails",
  async (statement) => {
    const account = await activeAccount();
    const claims = userClaims(account.email, { given_name: "Other" });
    const before = await everything();
    await whileFailing(statement, () => expect(signInAs(claims)).rejects.toThrow("P0001"));
    expect(await everything()).toEqual(before);
    expect(await signInAs(claims)).toMatchObject({ signedIn: true });
  },
);

test("unlinking allows another identity, revokes all sessions and is recorded", async () => {
  const actor = await administrator();
  const account = await activeAccount();
  const former = userClaims(account.email);
  await signInAs(former);
  expect(await unlinkIdentity(actor, account.id)).toBe(account.email);
  expect(await sessionsNow(account.id)).toEqual([]);
  const [newest] = await accountHistory(actor, account.id);
  expect(newest).toMatchObject({
    event: "Identity unlinked",
    actor: actor.email,
    changes: [{ from: `${former.sub} (${provider.issuer})`, to: null }],
  });
  expect(await signInAs(userClaims(account.email))).toMatchObject({ signedIn: true });
  expect(await signInAs(former)).toEqual(NO_ACCESS);
});

test("only administrators can unlink other linked accounts", async () => {
  const actor = await administrator();
  const account = await activeAccount();
  await expect(unlinkIdentity(await viewer(), account.id)).rejects.toBeInstanceOf(Forbidden);
  await expect(unlinkIdentity(await signedIn(account), account.id)).rejects.toBeInstanceOf(Forbidden);
  await expect(unlinkIdentity(actor, account.id)).rejects.toBeInstanceOf(UserError);
  await expect(unlinkIdentity(actor, actor.id)).rejects.toBeInstanceOf(UserError);
  await expect(unlinkIdentity(actor, "nobody")).rejects.toBeInstanceOf(NotFound);
});
