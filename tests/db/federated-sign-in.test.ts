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
import { provider, signInAs, somebody, startProvider } from "./federation.ts";
import { whileFailing } from "./owner.ts";
import {
  accountWithoutPassword,
  activeAccount,
  administrator,
  anonymousSource,
  expiredAccount,
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

test("the first sign-in finds the account by its verified e-mail, whatever its case, and links it", async () => {
  const account = await accountWithoutPassword({ email: "grace.hopper@example.com" });
  const source = anonymousSource();
  const grace = somebody("Grace.HOPPER@Example.COM", { sid: "her-session" });
  const outcome = await signInAs(grace, source);
  expect(outcome).toMatchObject({ signedIn: true });
  expect(await linkOf(account.id)).toEqual({ subject: grace.sub, email: account.email });
  expect(await sessionsNow(account.id)).toMatchObject([
    { ...source, issuer: provider.issuer, providerSessionId: "her-session" },
  ]);
  expect((await credentialsNow(account.id)).lastSignInAt).not.toBeNull();
  expect(await namesOfEventsAbout(account.id)).toEqual(["identity_linked", "signed_in"]);
});

test("from then on the provider's own name for the person decides, and a drifted e-mail is noted, not followed", async () => {
  const account = await activeAccount();
  const person = somebody(account.email);
  await signInAs(person);
  const drifted = { ...person, email: "New.Name@example.org", email_verified: false };
  expect(await signInAs(drifted)).toMatchObject({ signedIn: true });
  expect(await signInAs(drifted)).toMatchObject({ signedIn: true });

  expect((await accountNow(account.id))?.email).toBe(account.email);
  expect(await linkOf(account.id)).toEqual({ subject: person.sub, email: "new.name@example.org" });
  const noted = (await eventsAbout(account.id)).filter(({ event }) => event === "provider_email_changed");
  expect(noted).toMatchObject([
    {
      actorLabel: "the identity provider",
      changes: [{ field: "Email at the provider", from: account.email, to: "new.name@example.org" }],
    },
  ]);
});

test("a person whom the provider tells no e-mail of any more still comes in", async () => {
  const account = await activeAccount();
  const { sub } = somebody(account.email);
  await signInAs(somebody(account.email, { sub }));
  expect(await signInAs({ sub })).toMatchObject({ signedIn: true });
  expect(await linkOf(account.id)).toMatchObject({ email: null });
});

test.each([
  [false, "says that it has not verified"],
  [undefined, "does not say that it has verified"],
  ["true", "email_verified as the text “true”, and not as a Boolean"],
  ["1", "email_verified as the text “1”, and not as a Boolean"],
  [1, "email_verified as the number 1, and not as a Boolean"],
  [null, "email_verified as null, and not as a Boolean"],
])("an email of which the provider says verified: %j opens nothing, and is recorded", async (verified, reason) => {
  const account = await activeAccount();
  const source = anonymousSource();
  expect(await signInAs(somebody(account.email, { email_verified: verified }), source)).toEqual(NO_ACCESS);
  expect(await linkOf(account.id)).toBeUndefined();
  expect(await reasonsOf(source.address)).toEqual([
    { reason: expect.stringContaining(reason), targetId: account.id, targetLabel: account.email },
  ]);
});

test.each([undefined, "true", 1])(
  "with OIDC_TRUST_EMAIL an email of which the provider says verified: %j opens the account",
  async (verified) => {
    const account = await activeAccount();
    const person = somebody(account.email, { email_verified: verified });
    const outcome = await withEnvironment({ OIDC_TRUST_EMAIL: "true" }, () => signInAs(person));
    expect(outcome).toMatchObject({ signedIn: true });
  },
);

test.each([false, "false", "1", 0, null])(
  "also with OIDC_TRUST_EMAIL an e-mail of which the provider says verified: %j opens nothing",
  async (verified) => {
    const person = somebody((await activeAccount()).email, { email_verified: verified });
    expect(await withEnvironment({ OIDC_TRUST_EMAIL: "true" }, () => signInAs(person))).toEqual(NO_ACCESS);
  },
);

test("what the UserInfo endpoint says counts where the ID token says nothing", async () => {
  const account = await activeAccount();
  const person = somebody(account.email, { given_name: "Katherine" });
  provider.userinfo = person;
  expect(await signInAs({ sub: person.sub })).toMatchObject({ signedIn: true });
  expect((await accountNow(account.id))?.firstName).toBe("Katherine");
});

test("the UserInfo endpoint fills in names where the ID token has the email alone", async () => {
  const account = await activeAccount();
  const person = somebody(account.email);
  provider.userinfo = { ...person, email: "another@example.com", given_name: "Katherine" };
  await signInAs(person);
  expect(await accountNow(account.id)).toMatchObject({ email: account.email, firstName: "Katherine" });
});

test("the UserInfo endpoint verifies the ID token's email, and not another one", async () => {
  const [account, another] = [await activeAccount(), await activeAccount()];
  const person = somebody(account.email, { email_verified: undefined });
  provider.userinfo = { ...person, email: another.email, email_verified: true };
  expect(await signInAs(person)).toEqual(NO_ACCESS);
  provider.userinfo = { sub: person.sub, email: account.email.toUpperCase(), email_verified: true };
  expect(await signInAs(person)).toMatchObject({ signedIn: true });
  expect(await linkOf(account.id)).toMatchObject({ subject: person.sub });
});

test("a person without an account is refused, and what the provider said is recorded", async () => {
  const source = anonymousSource();
  const before = await everything();
  const person = somebody("nobody@nowhere.example");
  expect(await signInAs(person, source)).toEqual(NO_ACCESS);
  expect(await signInAs({ ...person, email: "Nobody@nowhere.example" }, source)).toEqual(NO_ACCESS);
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
    { field: "Identifier at the provider", from: null, to: person.sub },
  ]);
});

test("somebody of whom the provider tells no usable e-mail is refused, until they are linked", async () => {
  const emails: [email: unknown, reason: string][] = [
    [undefined, "tells no email address"],
    ["", "tells no email address"],
    ["two@example.com,one@example.com", "is not one email address"],
    ["é@example.com", "is not one email address"],
    [42, "email as the number 42"],
    [["one@example.com"], "email as a list"],
  ];
  for (const [email, reason] of emails) {
    const source = anonymousSource();
    expect(await signInAs({ ...somebody(""), email: email as string }, source), String(email)).toEqual(NO_ACCESS);
    expect(await reasonsOf(source.address)).toMatchObject([{ reason: expect.stringContaining(reason) }]);
  }
});

test("an e-mail that has passed to another person at the provider does not open the account of the first one", async () => {
  const account = await activeAccount();
  await signInAs(somebody(account.email));
  const before = await linkOf(account.id);
  const source = anonymousSource();
  expect(await signInAs(somebody(account.email), source)).toEqual(NO_ACCESS);
  expect(await linkOf(account.id)).toEqual(before);
  expect(await sessionsNow(account.id)).toHaveLength(1);
  expect(await reasonsOf(source.address)).toEqual([
    { reason: expect.stringContaining("another person"), targetId: account.id, targetLabel: account.email },
  ]);
});

test("a person who comes with the e-mail of another account opens neither", async () => {
  const [own, other] = [await activeAccount(), await activeAccount()];
  const person = somebody(own.email);
  await signInAs(person);
  expect(await signInAs({ ...person, email: other.email })).toEqual(NO_ACCESS);
  expect(await sessionsNow(own.id)).toHaveLength(1);
  expect(await sessionsNow(other.id)).toEqual([]);
  expect(await linkOf(other.id)).toBeUndefined();
});

test("first sign-ins of one person at the same moment link once, and all come in", async () => {
  const account = await activeAccount();
  const person = somebody(account.email);
  const outcomes = await Promise.all(Array.from({ length: 12 }, () => signInAs(person)));
  expect(outcomes.every(({ signedIn }) => signedIn)).toBe(true);
  expect(await sessionsNow(account.id)).toHaveLength(12);
  expect((await namesOfEventsAbout(account.id)).filter((name) => name === "identity_linked")).toHaveLength(1);
});

test("of two people at the provider with one e-mail at the same moment, one gets the account", async () => {
  for (let run = 0; run < 10; run++) {
    const account = await activeAccount();
    const sign = async (sub: string) => ({ sub, outcome: await signInAs(somebody(account.email, { sub })) });
    const both = await Promise.all([sign(`one-${run}`), sign(`other-${run}`)]);
    const inside = both.filter(({ outcome }) => outcome.signedIn);
    expect(inside).toHaveLength(1);
    expect(await linkOf(account.id)).toMatchObject({ subject: inside[0]?.sub });
  }
});

test("what the provider claims gives no right", async () => {
  const account = await activeAccount({ roles: ["viewer"] });
  const claims = { roles: ["administrator"], groups: ["administrator"], role: "administrator" };
  await signInAs(somebody(account.email, claims));
  expect((await accountNow(account.id))?.roles).toEqual(["viewer"]);
});

test("names are filled in from the provider, found and sorted by", async () => {
  const account = await accountWithoutPassword({ firstName: "", lastName: "" });
  const named = somebody(account.email, { given_name: "  Ada  King ", family_name: "Löve" });
  await signInAs(named);
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
  await signInAs(named);
  expect((await eventsAbout(account.id)).filter(({ event }) => event === "account_updated")).toHaveLength(1);
});

test("what is no name stays out, and a name that the provider does not tell stays as it was", async () => {
  const account = await activeAccount({ firstName: "Ada", lastName: "Lovelace" });
  const person = somebody(account.email);
  for (const given_name of ["", "   ", "a\u202eb", "x".repeat(101), 42, { evil: true }]) {
    await signInAs({ ...person, given_name, family_name: "Byron" } as typeof person);
    expect(await accountNow(account.id), String(given_name)).toMatchObject({ firstName: "Ada", lastName: "Byron" });
  }
  await signInAs({ ...person, name: "Ada Byron" });
  expect(await accountNow(account.id)).toMatchObject({ firstName: "Ada", lastName: "Byron" });
});

test("a name alone is the first name, and leaves the last name empty", async () => {
  const account = await accountWithoutPassword({ firstName: "", lastName: "" });
  const person = somebody(account.email, { name: "Ada King Byron" });
  await signInAs(person);
  expect(await accountNow(account.id)).toMatchObject({ firstName: "Ada King Byron", lastName: "" });
  await signInAs({ ...person, name: "Ada Lovelace" });
  expect(await accountNow(account.id)).toMatchObject({ firstName: "Ada Lovelace", lastName: "" });
});

test("neither a lock nor an expired single-use password keeps anybody out whom the provider lets in", async () => {
  for (const account of [await lockedAccount(), await expiredAccount()]) {
    expect(await signInAs(somebody(account.email))).toMatchObject({ signedIn: true });
    const [session] = await sessionsNow(account.id);
    expect(Number(session?.expiresAt)).toBeGreaterThan(Date.now() + 3_600_000);
  }
});

test("the session that the browser had before ends, and nobody is linked to whoever held it", async () => {
  const [before, after] = [await activeAccount(), await activeAccount()];
  const first = await signInAs(somebody(before.email));
  const firstSecret = first.signedIn ? first.sessionToken : "";
  const person = somebody(after.email);
  const second = await signInAs(person, anonymousSource(), firstSecret);
  expect(await sessionsNow(before.id)).toEqual([]);
  expect(await linkOf(after.id)).toMatchObject({ subject: person.sub });
  const secondHash = hashToken(second.signedIn ? second.sessionToken : "");
  expect(await sessionsNow(after.id)).toMatchObject([{ tokenHash: secondHash }]);
});

test("the ID token is kept encrypted, and neither it nor the session's secret is in the database", async () => {
  const account = await activeAccount();
  let idToken = "";
  provider.sign = async (claims) => {
    idToken = await provider.signed(claims);
    return idToken;
  };
  const outcome = await signInAs(somebody(account.email));
  const [session] = await sessionsNow(account.id);
  expect(session?.encryptedIdToken).toEqual(expect.any(String));
  const stored = JSON.stringify(await read((db) => db.select().from(sessions)));
  for (const secret of [...idToken.split("."), outcome.signedIn ? outcome.sessionToken : ""])
    expect(stored).not.toContain(secret);
});

test("a deleted account takes its link along, and its person has no access any more", async () => {
  const account = await activeAccount();
  const person = somebody(account.email);
  await signInAs(person);
  await deleteAccount(await administrator(), account.id);
  expect(await linkOf(account.id)).toBeUndefined();
  expect(await signInAs(person)).toEqual(NO_ACCESS);
});

test.each(["INSERT ON identities", "INSERT ON sessions", "INSERT ON audit_events", "UPDATE ON credentials"])(
  "a first sign-in of which a statement fails (%s) leaves everything as it was",
  async (statement) => {
    const account = await activeAccount();
    const person = somebody(account.email, { given_name: "Other" });
    const before = await everything();
    await whileFailing(statement, () => expect(signInAs(person)).rejects.toThrow("P0001"));
    expect(await everything()).toEqual(before);
    expect(await signInAs(person)).toMatchObject({ signedIn: true });
  },
);

test("a link that is forgotten lets another person be the first, ends all sessions and is recorded", async () => {
  const actor = await administrator();
  const account = await activeAccount();
  const leaver = somebody(account.email);
  await signInAs(leaver);
  expect(await unlinkIdentity(actor, account.id)).toBe(account.email);
  expect(await sessionsNow(account.id)).toEqual([]);
  const [newest] = await accountHistory(actor, account.id);
  expect(newest).toMatchObject({
    event: "Identity unlinked",
    actor: actor.email,
    changes: [{ from: `${leaver.sub} (${provider.issuer})`, to: null }],
  });
  expect(await signInAs(somebody(account.email))).toMatchObject({ signedIn: true });
  expect(await signInAs(leaver)).toEqual(NO_ACCESS);
});

test("only administrators forget links, of others and where there is one", async () => {
  const actor = await administrator();
  const account = await activeAccount();
  await expect(unlinkIdentity(await viewer(), account.id)).rejects.toBeInstanceOf(Forbidden);
  await expect(unlinkIdentity(await signedIn(account), account.id)).rejects.toBeInstanceOf(Forbidden);
  await expect(unlinkIdentity(actor, account.id)).rejects.toBeInstanceOf(UserError);
  await expect(unlinkIdentity(actor, actor.id)).rejects.toBeInstanceOf(UserError);
  await expect(unlinkIdentity(actor, "nobody")).rejects.toBeInstanceOf(NotFound);
});
