import { generateKeyPair, type JWTPayload } from "jose";
import { expect, test } from "vitest";
import { backchannelLogout } from "#lib/federation/backchannel-logout.ts";
import { ProviderProblem } from "#lib/federation/provider-problem.ts";
import { withEnvironment } from "./environment.ts";
import { provider, signInAs, somebody, startProvider } from "./federation.ts";
import { whileFailing } from "./owner.ts";
import { activeAccount } from "./people.ts";
import { eventsAbout, everything, namesOfEventsAbout, sessionsNow } from "./queries.ts";

startProvider();

const EVENT = "http://schemas.openid.net/event/backchannel-logout";

let tokens = 1;

const logout = (claims: JWTPayload): JWTPayload =>
  provider.proper({ jti: `logout-${tokens++}`, events: { [EVENT]: {} }, ...claims });

const say = async (claims: JWTPayload) => backchannelLogout(await provider.signed(logout(claims)), "192.0.2.1");

/** Somebody with two sessions at two of the provider's own. */
async function signedInTwice() {
  const account = await activeAccount();
  const person = somebody(account.email);
  const [one, other] = [`${person.sub}-one`, `${person.sub}-other`];
  await signInAs({ ...person, sid: one });
  await signInAs({ ...person, sid: other });
  return { account, sub: String(person.sub), one, other };
}

test("the provider ends the session it names, at once and on the record", async () => {
  const { account, sub, one, other } = await signedInTwice();
  await say({ sub, sid: one });
  expect(await sessionsNow(account.id)).toMatchObject([{ providerSessionId: other }]);
  expect((await eventsAbout(account.id)).at(-1)).toMatchObject({
    event: "sessions_revoked_by_provider",
    actorLabel: "the identity provider",
    address: "192.0.2.1",
  });
  await say({ sid: other });
  expect(await sessionsNow(account.id)).toEqual([]);
});

test("the provider ends all sessions of a person, and nobody else's", async () => {
  const { account, sub } = await signedInTwice();
  const bystander = await signedInTwice();
  await say({ sub });
  expect(await sessionsNow(account.id)).toEqual([]);
  expect(await sessionsNow(bystander.account.id)).toHaveLength(2);
  expect((await namesOfEventsAbout(account.id)).filter((name) => name === "sessions_revoked_by_provider")).toHaveLength(
    1,
  );
});

test("a session of one person is not ended in the name of another", async () => {
  const { account, one } = await signedInTwice();
  const { sub } = await signedInTwice();
  await say({ sub, sid: one });
  expect(await sessionsNow(account.id)).toHaveLength(2);
});

test("what the provider says of somebody who is not signed in is taken, and changes nothing", async () => {
  const before = await everything();
  await say({ sub: "nobody-here" });
  await say({ sid: "no-session" });
  expect(await everything()).toEqual(before);
});

const seconds = (fromNow: number) => Math.floor(Date.now() / 1000) + fromNow;

const WRONG: Readonly<Record<string, JWTPayload>> = {
  "has no event": { events: undefined },
  "has another event": { events: { "http://schemas.openid.net/event/other": {} } },
  "has an event that is no object": { events: { [EVENT]: true } },
  "has a nonce, as ID tokens have": { nonce: "a-nonce" },
  "names nobody": { sub: undefined },
  "cannot be told from another": { jti: undefined },
  "is from another issuer": { iss: "https://evil.example" },
  "is for another client": { aud: "somebody else" },
  "is expired": { exp: seconds(-90) },
  "does not say when it was issued": { iat: undefined },
  "is from the future": { iat: seconds(90), exp: seconds(600) },
  "is older than two minutes": { iat: seconds(-125), exp: seconds(600) },
  "is older than two minutes, and has no end": { iat: seconds(-125), exp: undefined },
};

test.each(Object.entries(WRONG))("a logout token that %s ends nothing", async (_how, wrong) => {
  const { account, sub } = await signedInTwice();
  const before = await everything();
  await expect(say({ sub, ...wrong })).rejects.toBeInstanceOf(ProviderProblem);
  expect(await everything()).toEqual(before);
  expect(await sessionsNow(account.id)).toHaveLength(2);
});

test.each([0, -100, 50])("a logout token without an end, issued %i seconds from now, counts once", async (age) => {
  const { account, sub } = await signedInTwice();
  const token = await provider.signed(logout({ sub, exp: undefined, iat: seconds(age) }));
  await backchannelLogout(token, null);
  expect(await sessionsNow(account.id)).toEqual([]);
  await signInAs(somebody(account.email, { sub }));
  await expect(backchannelLogout(token, null)).rejects.toMatchObject({ kind: "replay" });
  expect(await sessionsNow(account.id)).toHaveLength(1);
});

test("a logout token that comes late is told as that", async () => {
  const token = await provider.signed(logout({ sub: "somebody", iat: seconds(-300) }));
  await expect(backchannelLogout(token, null)).rejects.toThrow(/issued 30\d seconds ago .* and 120 are accepted/);
});

test("a logout token that the provider did not sign ends nothing", async () => {
  const { account, sub } = await signedInTwice();
  const claims = logout({ sub });
  const { privateKey } = await generateKeyPair("RS256");
  const secret = new TextEncoder().encode(provider.clientSecret.padEnd(32, "x"));
  const part = (content: unknown) => Buffer.from(JSON.stringify(content)).toString("base64url");
  const forged = [
    await provider.signed(claims, { key: privateKey }),
    await provider.signed(claims, { key: secret, alg: "HS256" }),
    `${part({ alg: "none" })}.${part(claims)}.`,
    "garbage",
    "",
  ];
  for (const token of forged) await expect(backchannelLogout(token, null)).rejects.toBeInstanceOf(ProviderProblem);
  expect(await sessionsNow(account.id)).toHaveLength(2);
});

test("a logout token counts once, also when it is said many times at the same moment", async () => {
  const { account, sub } = await signedInTwice();
  const token = await provider.signed(logout({ sub }));
  const said = await Promise.allSettled(Array.from({ length: 5 }, () => backchannelLogout(token, null)));
  expect(said.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  await signInAs(somebody(account.email, { sub }));
  await expect(backchannelLogout(token, null)).rejects.toBeInstanceOf(ProviderProblem);
  expect(await sessionsNow(account.id)).toHaveLength(1);
});

test("an ID token is no logout token", async () => {
  const { account, sub } = await signedInTwice();
  await expect(backchannelLogout(await provider.signed(provider.proper({ sub })), null)).rejects.toThrow();
  expect(await sessionsNow(account.id)).toHaveLength(2);
});

test("an end that cannot be recorded does not happen, and may be said again", async () => {
  const { account, sub } = await signedInTwice();
  const token = await provider.signed(logout({ sub }));
  await whileFailing("INSERT ON audit_events", () => expect(backchannelLogout(token, null)).rejects.toThrow("P0001"));
  expect(await sessionsNow(account.id)).toHaveLength(2);
  await backchannelLogout(token, null);
  expect(await sessionsNow(account.id)).toEqual([]);
});

test("nobody's word ends sessions while the provider is only tried", async () => {
  const { account, sub } = await signedInTwice();
  await withEnvironment({ OIDC_TEST_MODE: "true" }, () => expect(say({ sub })).rejects.toBeInstanceOf(ProviderProblem));
  expect(await sessionsNow(account.id)).toHaveLength(2);
});
