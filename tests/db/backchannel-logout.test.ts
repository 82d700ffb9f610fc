import { generateKeyPair, type JWTPayload } from "jose";
import { expect, test } from "vitest";
import { backchannelLogout } from "#lib/federation/backchannel-logout.ts";
import { ProviderError } from "#lib/federation/provider-error.ts";
import { withEnvironment } from "./environment.ts";
import { provider, signInAs, startProvider, userClaims } from "./federation.ts";
import { whileFailing } from "./owner.ts";
import { activeAccount } from "./people.ts";
import { eventsAbout, everything, namesOfEventsAbout, sessionsNow } from "./queries.ts";

startProvider();

const EVENT = "http://schemas.openid.net/event/backchannel-logout";

let tokens = 1;

const logoutClaims = (claims: JWTPayload): JWTPayload =>
  provider.validClaims({ jti: `logout-${tokens++}`, events: { [EVENT]: {} }, ...claims });

const logOut = async (claims: JWTPayload) =>
  backchannelLogout(await provider.signJwt(logoutClaims(claims)), "192.0.2.1");

/** A user with two sessions, opened by two sessions of the provider. */
async function signedInTwice() {
  const account = await activeAccount();
  const claims = userClaims(account.email);
  const [one, other] = [`${claims.sub}-one`, `${claims.sub}-other`];
  await signInAs({ ...claims, sid: one });
  await signInAs({ ...claims, sid: other });
  return { account, sub: String(claims.sub), one, other };
}

test("a logout token with a sid ends that session and is recorded", async () => {
  const { account, sub, one, other } = await signedInTwice();
  await logOut({ sub, sid: one });
  expect(await sessionsNow(account.id)).toMatchObject([{ providerSessionId: other }]);
  expect((await eventsAbout(account.id)).at(-1)).toMatchObject({
    event: "sessions_revoked_by_provider",
    actorLabel: "the identity provider",
    address: "192.0.2.1",
  });
  await logOut({ sid: other });
  expect(await sessionsNow(account.id)).toEqual([]);
});

test("a logout token with a sub ends all sessions of that user", async () => {
  const { account, sub } = await signedInTwice();
  const bystander = await signedInTwice();
  await logOut({ sub });
  expect(await sessionsNow(account.id)).toEqual([]);
  expect(await sessionsNow(bystander.account.id)).toHaveLength(2);
  expect((await namesOfEventsAbout(account.id)).filter((name) => name === "sessions_revoked_by_provider")).toHaveLength(
    1,
  );
});

test("a sid of another user ends nothing", async () => {
  const { account, one } = await signedInTwice();
  const { sub } = await signedInTwice();
  await logOut({ sub, sid: one });
  expect(await sessionsNow(account.id)).toHaveLength(2);
});

test("a logout token for an unknown user or session changes nothing", async () => {
  const before = await everything();
  await logOut({ sub: "nobody-here" });
  await logOut({ sid: "no-session" });
  expect(await everything()).toEqual(before);
});

const seconds = (fromNow: number) => Math.floor(Date.now() / 1000) + fromNow;

const INVALID: Readonly<Record<string, [code: string, claims: JWTPayload]>> = {
  "without an event": ["malformed", { events: undefined }],
  "with another event": ["malformed", { events: { "http://schemas.openid.net/event/other": {} } }],
  "with an event that is no object": ["malformed", { events: { [EVENT]: true } }],
  "with a nonce": ["malformed", { nonce: "a-nonce" }],
  "without sub and sid": ["malformed", { sub: undefined }],
  "without a jti": ["malformed", { jti: undefined }],
  "from another issuer": ["issuer", { iss: "https://evil.example" }],
  "for another client": ["audience", { aud: "somebody else" }],
  "that has expired": ["clock", { exp: seconds(-90) }],
  "without an iat": ["malformed", { iat: undefined }],
  "issued in the future": ["clock", { iat: seconds(90), exp: seconds(600) }],
  "older than two minutes": ["clock", { iat: seconds(-125), exp: seconds(600) }],
  "older than two minutes without an exp": ["clock", { iat: seconds(-125), exp: undefined }],
};

test.each(Object.entries(INVALID))("a logout token %s is rejected", async (_how, [code, changed]) => {
  const { account, sub } = await signedInTwice();
  const before = await everything();
  await expect(logOut({ sub, ...changed })).rejects.toMatchObject({ name: "ProviderError", code });
  expect(await everything()).toEqual(before);
  expect(await sessionsNow(account.id)).toHaveLength(2);
});

test.each([0, -100, 50])("a logout token without an exp, issued %i seconds from now, counts once", async (age) => {
  const { account, sub } = await signedInTwice();
  const token = await provider.signJwt(logoutClaims({ sub, exp: undefined, iat: seconds(age) }));
  await backchannelLogout(token, null);
  expect(await sessionsNow(account.id)).toEqual([]);
  await signInAs(userClaims(account.email, { sub }));
  await expect(backchannelLogout(token, null)).rejects.toMatchObject({ code: "replay" });
  expect(await sessionsNow(account.id)).toHaveLength(1);
});

test("a late logout token is rejected with its age", async () => {
  const token = await provider.signJwt(logoutClaims({ sub: "somebody", iat: seconds(-300) }));
  await expect(backchannelLogout(token, null)).rejects.toThrow(
    /issued 30\d seconds ago .* Up to 120 seconds are accepted/,
  );
});

test("a forged logout token is rejected", async () => {
  const { account, sub } = await signedInTwice();
  const claims = logoutClaims({ sub });
  const { privateKey } = await generateKeyPair("RS256");
  const secret = new TextEncoder().encode(provider.clientSecret.padEnd(32, "x"));
  const part = (content: unknown) => Buffer.from(JSON.stringify(content)).toString("base64url");
  const forged: [code: string, token: string][] = [
    ["signature", await provider.signJwt(claims, { key: privateKey })],
    ["algorithm", await provider.signJwt(claims, { key: secret, alg: "HS256" })],
    ["algorithm", `${part({ alg: "none" })}.${part(claims)}.`],
    ["malformed", "garbage"],
    ["malformed", ""],
  ];
  for (const [code, token] of forged)
    await expect(backchannelLogout(token, null)).rejects.toMatchObject({ name: "ProviderError", code });
  expect(await sessionsNow(account.id)).toHaveLength(2);
});

test("only one of five concurrent uses of a logout token succeeds", async () => {
  const { account, sub } = await signedInTwice();
  const token = await provider.signJwt(logoutClaims({ sub }));
  const results = await Promise.allSettled(Array.from({ length: 5 }, () => backchannelLogout(token, null)));
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  await signInAs(userClaims(account.email, { sub }));
  await expect(backchannelLogout(token, null)).rejects.toBeInstanceOf(ProviderError);
  expect(await sessionsNow(account.id)).toHaveLength(1);
});

test("an ID token is rejected as a logout token", async () => {
  const { account, sub } = await signedInTwice();
  await expect(backchannelLogout(await provider.signJwt(provider.validClaims({ sub })), null)).rejects.toThrow();
  expect(await sessionsNow(account.id)).toHaveLength(2);
});

test("a logout that cannot be recorded is rolled back and can be retried", async () => {
  const { account, sub } = await signedInTwice();
  const token = await provider.signJwt(logoutClaims({ sub }));
  await whileFailing("INSERT ON audit_events", () => expect(backchannelLogout(token, null)).rejects.toThrow("P0001"));
  expect(await sessionsNow(account.id)).toHaveLength(2);
  await backchannelLogout(token, null);
  expect(await sessionsNow(account.id)).toEqual([]);
});

test("a logout token is rejected in test mode", async () => {
  const { account, sub } = await signedInTwice();
  await withEnvironment({ OIDC_TEST_MODE: "true" }, () =>
    expect(logOut({ sub })).rejects.toBeInstanceOf(ProviderError),
  );
  expect(await sessionsNow(account.id)).toHaveLength(2);
});
