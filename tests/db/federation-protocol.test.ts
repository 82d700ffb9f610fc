import type { ServerResponse } from "node:http";
import { sql } from "drizzle-orm";
import { exportSPKI, generateKeyPair, importJWK } from "jose";
import { afterEach, expect, test, vi } from "vitest";
import { read } from "#db/client.ts";
import { ProviderError } from "#lib/federation/provider-error.ts";
import { signInWithProvider, startProviderSignIn } from "#lib/federation/sign-in-with-provider.ts";
import { json } from "#tests/hostile-provider.ts";
import { provider, reconfigureProvider, signInAs, startProvider, userClaims } from "./federation.ts";
import { activeAccount, anonymousSource, type TestAccount } from "./people.ts";
import { everything, sessionsNow } from "./queries.ts";

startProvider();

const DISCOVERY = "/.well-known/openid-configuration";
const MINUTE_MS = 60_000;

/** Advances `Date` alone: timers go on. */
function advance(ms: number): void {
  const now = Date.now();
  vi.useFakeTimers({ toFake: ["Date"], now: now + ms });
}

afterEach(() => {
  vi.useRealTimers();
  reconfigureProvider();
});

const withoutFailedSignIns = (rows: Awaited<ReturnType<typeof everything>>) =>
  [...rows].filter(({ content }) => !String(content).includes('"sign_in_failed"'));

const auditEventsFrom = (address: string | null) =>
  read((db) =>
    db.execute<{ event: string; outcome: string; reason: string }>(sql`
      SELECT event, outcome, changes->0->>'to' AS reason FROM audit_events WHERE address = ${address}`),
  );

const newUserClaims = async () => userClaims((await activeAccount()).email);

async function expectRejected(account: TestAccount, reason: RegExp): Promise<void> {
  const before = await everything();
  const source = anonymousSource();
  expect(await signInAs(userClaims(account.email), source)).toEqual({ signedIn: false, problem: "refused" });
  expect(await auditEventsFrom(source.address)).toEqual([
    { event: "sign_in_failed", outcome: "failure", reason: expect.stringMatching(reason) },
  ]);
  expect(withoutFailedSignIns(await everything())).toEqual(withoutFailedSignIns(before));
}

test.each(["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"])(
  "an ID token signed with %s is accepted",
  async (alg) => {
    reconfigureProvider();
    await provider.rotateKeys(alg);
    provider.responses.set(
      DISCOVERY,
      json(() => ({ ...provider.metadata(), id_token_signing_alg_values_supported: [alg] })),
    );
    provider.signIdToken = (claims) => provider.signJwt(claims, { alg });
    const account = await activeAccount();
    expect(await signInAs(userClaims(account.email))).toMatchObject({ signedIn: true });
    expect(await sessionsNow(account.id)).toHaveLength(1);
    await provider.rotateKeys();
  },
);

test("a signature algorithm missing from the provider's metadata is accepted", async () => {
  reconfigureProvider();
  provider.responses.set(
    DISCOVERY,
    json(() => ({ ...provider.metadata(), id_token_signing_alg_values_supported: ["ES256"] })),
  );
  expect(await signInAs(await newUserClaims())).toMatchObject({ signedIn: true });
});

test("an authorization request uses PKCE, state, nonce and our redirect URI", async () => {
  const { request, url } = await startProviderSignIn("/", false, anonymousSource());
  const parameters = Object.fromEntries(new URL(url).searchParams);
  expect(parameters).toMatchObject({
    response_type: "code",
    scope: "openid email profile",
    redirect_uri: "http://localhost:3000/api/auth/callback/oidc",
    code_challenge_method: "S256",
    state: request.state,
    nonce: request.nonce,
  });
  expect(parameters.code_challenge).not.toBe(request.codeVerifier);
  for (const secret of [request.state, request.nonce, request.codeVerifier])
    expect(Buffer.from(secret, "base64url")).toHaveLength(32);

  provider.claims = await newUserClaims();
  await signInWithProvider(request, provider.callbackFor(url), anonymousSource());
  const { authorization, body } = provider.lastTokenRequest ?? {};
  const credentials = Buffer.from(String(authorization).replace("Basic ", ""), "base64").toString();
  expect(credentials.split(":").map((part) => decodeURIComponent(part.replaceAll("+", " ")))).toEqual([
    provider.clientId,
    provider.clientSecret,
  ]);
  expect(Object.fromEntries(body ?? [])).toMatchObject({
    code_verifier: request.codeVerifier,
    code: expect.stringContaining("code-"),
  });
});

const INVALID_ID_TOKENS: Readonly<Record<string, [reason: RegExp, forge: () => Promise<void> | void]>> = {
  "signed with another key": [
    /not signed with one of/,
    async () => {
      const { privateKey } = await generateKeyPair("RS256");
      provider.signIdToken = (claims) => provider.signJwt(claims, { key: privateKey });
    },
  ],
  "without a signature": [
    /signed with “none”\. Accepted are RS256, /,
    () => {
      const part = (content: unknown) => Buffer.from(JSON.stringify(content)).toString("base64url");
      provider.signIdToken = async (claims) => `${part({ alg: "none" })}.${part(claims)}.`;
    },
  ],
  "signed with the public key as a shared secret": [
    /signed with “HS256”/,
    async () => {
      const publicKey = (await importJWK(provider.publicKeys[0] ?? {}, "RS256", { extractable: true })) as CryptoKey;
      const secret = new TextEncoder().encode(await exportSPKI(publicKey));
      provider.signIdToken = (claims) => provider.signJwt(claims, { key: secret, alg: "HS256" });
    },
  ],
  "signed with the client secret": [
    /signed with “HS512”\. Accepted are RS256, .*Set the signature algorithm .* to RS256/,
    () => {
      const secret = new TextEncoder().encode(provider.clientSecret.padEnd(64, "x"));
      provider.signIdToken = (claims) => provider.signJwt(claims, { key: secret, alg: "HS512" });
    },
  ],
  "from another issuer": [
    /issuer is “https:\/\/evil\.example”, but OIDC_ISSUER is “http:\/\/127/,
    () => void signWith({ iss: "https://evil.example" }),
  ],
  "whose issuer differs by a slash": [
    /issuer is “http.*\/”, but OIDC_ISSUER is “http.*\d”/,
    () => void signWith({ iss: `${provider.issuer}/` }),
  ],
  "for another client": [/another client/, () => void signWith({ aud: "somebody else" })],
  "for several clients without an azp": [
    /another client/,
    () => void signWith({ aud: [provider.clientId, "somebody else"] }),
  ],
  "with another azp": [
    /another client/,
    () => void signWith({ aud: [provider.clientId, "somebody else"], azp: "somebody else" }),
  ],
  "with a wrong nonce": [
    /nonce is not the one of the authorization request/,
    () => void signWith({ nonce: "another" }),
  ],
  "without a nonce": [/has no nonce claim/, () => void signWith({ nonce: undefined })],
  "that has expired": [/expired 9\d seconds ago/, () => void signWith({ exp: seconds(-90) })],
  "without an exp": [/has no exp claim/, () => void signWith({ exp: undefined })],
  "with an exp that is no number": [/claims is invalid/, () => void signWith({ exp: "soon" })],
  "that is not valid yet": [/(90|89) seconds ahead of/, () => void signWith({ nbf: seconds(90) })],
  "issued in the future": [/(90|89) seconds ahead of/, () => void signWith({ iat: seconds(90), exp: seconds(600) })],
  "issued long ago": [/60\d seconds behind/, () => void signWith({ iat: seconds(-600), exp: seconds(600) })],
  "without an iat": [/has no iat claim/, () => void signWith({ iat: undefined })],
  "without a sub": [/has no sub claim/, () => void signWith({ sub: undefined })],
  "with an empty sub": [/sub claim is not a valid identifier/, () => void signWith({ sub: "" })],
  "with an invalid sub": [/sub claim is not a valid identifier/, () => void signWith({ sub: "a\0b" })],
  "that is not a JWT": [
    /not a valid JSON Web Token/,
    () => {
      provider.signIdToken = async () => "no.token.at all";
    },
  ],
};

const seconds = (fromNow: number) => Math.floor(Date.now() / 1000) + fromNow;

function signWith(changed: Record<string, unknown>): void {
  provider.signIdToken = (claims) => provider.signJwt({ ...claims, ...changed });
}

test.each(Object.entries(INVALID_ID_TOKENS))(
  "an ID token %s is rejected and recorded",
  async (_how, [reason, forge]) => {
    const account = await activeAccount();
    await forge();
    await expectRejected(account, reason);
  },
);

test("an ID token within the clock tolerance is accepted", async () => {
  const tokens = [
    { iat: seconds(58) },
    { iat: seconds(-58), exp: seconds(600) },
    { exp: seconds(-55) },
    { nbf: seconds(55) },
    // As Microsoft Entra ID backdates its tokens.
    { iat: seconds(-300), nbf: seconds(-300), exp: seconds(3600) },
  ];
  for (const skewed of tokens) {
    signWith(skewed);
    expect(await signInAs(await newUserClaims()), JSON.stringify(skewed)).toMatchObject({
      signedIn: true,
    });
  }
});

test.each([
  [600, /clock is (600|599) seconds ahead of this/],
  [180, /clock is (180|179) seconds ahead of this/],
  [65, /clock is (65|64) seconds ahead of this/],
  [-65, /clock is (65|64) seconds behind this/],
  [-180, /clock is (180|179) seconds behind this/],
  [-600, /clock is (600|599) seconds behind this/],
])("a provider clock %i seconds ahead is rejected and recorded", async (ahead, reason) => {
  const account = await activeAccount();
  provider.signIdToken = (claims) =>
    provider.signJwt({ ...claims, iat: Number(claims.iat) + ahead, exp: Number(claims.exp) + ahead });
  await expectRejected(account, reason);
});

test("a backdated token is rejected when the response is dated back too", async () => {
  const account = await activeAccount();
  signWith({ iat: seconds(-300), nbf: seconds(-300), exp: seconds(3600) });
  provider.responses.set("/token", async (request, response) => {
    response.setHeader("date", new Date(Date.now() - 300_000).toUTCString());
    await provider.respondWithTokens(request, response);
  });
  await expectRejected(account, /30\d seconds behind/);
});

test("invalid_grant and invalid_client are rejected with their reason", async () => {
  const account = await activeAccount();
  provider.responses.set(
    "/token",
    json(() => ({ error: "invalid_grant" }), 400),
  );
  await expectRejected(account, /token responded with HTTP 400 and invalid_grant\. The code was already used/);
  provider.responses.set(
    "/token",
    json(() => ({ error: "invalid_client" }), 401),
  );
  await expectRejected(account, /HTTP 401 and invalid_client\. Check OIDC_CLIENT_ID and OIDC_CLIENT_SECRET/);
});

test("UserInfo claims about another sub are rejected", async () => {
  const account = await activeAccount();
  const claims = userClaims(account.email);
  provider.userInfo = { ...claims, sub: "somebody-else" };
  const source = anonymousSource();
  expect(await signInAs({ sub: claims.sub }, source)).toEqual({ signedIn: false, problem: "refused" });
  expect(await auditEventsFrom(source.address)).toMatchObject([
    { reason: expect.stringContaining("sub is not the one in the ID token") },
  ]);

  provider.userInfo = claims;
  expect(await signInAs({ sub: claims.sub })).toMatchObject({ signedIn: true });
});

test("a callback counts once, even if its code can be exchanged again", async () => {
  provider.claims = await newUserClaims();
  const { request, url } = await startProviderSignIn("/", false, anonymousSource());
  const callback = provider.callbackFor(url);
  const outcomes = await Promise.all([1, 2, 3, 4].map(() => signInWithProvider(request, callback, anonymousSource())));
  expect(outcomes.filter(({ signedIn }) => signedIn)).toHaveLength(1);
  expect(await signInWithProvider(request, callback, anonymousSource())).toEqual({
    signedIn: false,
    problem: "expired",
  });
  expect(provider.requestCounts.get("/token")).toBe(1);
});

test("another browser's callback is rejected and does not consume the request", async () => {
  provider.claims = await newUserClaims();
  const own = await startProviderSignIn("/", false, anonymousSource());
  const foreign = provider.callbackFor((await startProviderSignIn("/", false, anonymousSource())).url);
  for (const callback of [foreign, new URLSearchParams(), new URLSearchParams({ code: "a-code" })])
    expect(await signInWithProvider(own.request, callback, anonymousSource())).toEqual({
      signedIn: false,
      problem: "expired",
    });
  expect(provider.requestCounts.get("/token")).toBeUndefined();
  expect(await signInWithProvider(own.request, provider.callbackFor(own.url), anonymousSource())).toMatchObject({
    signedIn: true,
  });
});

test("a callback from another issuer is rejected", async () => {
  provider.claims = await newUserClaims();
  const { request, url } = await startProviderSignIn("/", false, anonymousSource());
  const callback = provider.callbackFor(url);
  callback.set("iss", "https://evil.example");
  expect(await signInWithProvider(request, callback, anonymousSource())).toEqual({
    signedIn: false,
    problem: "refused",
  });
  expect(provider.requestCounts.get("/token")).toBeUndefined();
});

test("a cancelled sign-in makes no token request", async () => {
  const { request, url } = await startProviderSignIn("/", false, anonymousSource());
  const { state } = Object.fromEntries(provider.callbackFor(url));
  const callback = new URLSearchParams({ error: "access_denied", state: String(state) });
  expect(await signInWithProvider(request, callback, anonymousSource())).toEqual({
    signedIn: false,
    problem: "cancelled",
  });
  expect(provider.requestCounts.get("/token")).toBeUndefined();
});

test("a test sign-in's callback signs nobody in", async () => {
  provider.claims = await newUserClaims();
  const { request, url } = await startProviderSignIn("/", false, anonymousSource());
  const testRequest = { ...request, purpose: "test-sign-in" as const };
  expect(await signInWithProvider(testRequest, provider.callbackFor(url), anonymousSource())).toMatchObject({
    signedIn: false,
  });
});

const hang = () => {};

const ENDPOINTS: Readonly<Record<string, string>> = {
  discovery: DISCOVERY,
  "the token endpoint": "/token",
  "the jwks_uri": "/keys",
};

/** Replaces the deadline of all requests to the provider by one that expires when the test says so. */
function controlDeadline() {
  const deadline = new AbortController();
  const timeout = vi.spyOn(AbortSignal, "timeout").mockReturnValue(deadline.signal);
  const expire = () => {
    timeout.mockRestore();
    deadline.abort(new DOMException("The operation timed out.", "TimeoutError"));
  };
  return { timeout, expire };
}

test("a slow token response is aborted after five seconds in all", async () => {
  const claims = await newUserClaims();
  const handlers = [
    hang,
    (_request: unknown, response: ServerResponse) => {
      response.writeHead(200, { "content-type": "application/json" });
      const trickle = setInterval(() => response.write(" "), 10);
      response.once("close", () => clearInterval(trickle));
    },
  ];
  provider.responses.set("/token", (request, response) => handlers.pop()?.(request, response));
  provider.claims = claims;
  const source = anonymousSource();
  const started = [await startProviderSignIn("/", false, source), await startProviderSignIn("/", false, source)];

  const { timeout, expire } = controlDeadline();
  const outcomes = started.map(({ request, url }) => signInWithProvider(request, provider.callbackFor(url), source));
  await expect.poll(() => handlers, { interval: 5 }).toEqual([]);
  expect(timeout.mock.calls).toEqual([[5_000], [5_000]]);
  expire();
  expect(await Promise.all(outcomes)).toEqual(Array(2).fill({ signedIn: false, problem: "unreachable" }));
  const cause = `The token request failed: ${provider.issuer}/token did not respond in time (timeout).`;
  const timedOut = { reason: expect.stringContaining(cause) };
  expect(await auditEventsFrom(source.address)).toMatchObject([timedOut, timedOut]);
  await expect.poll(() => provider.connections(), { interval: 5 }).toBeLessThan(3);
  provider.responses.clear();
  expect(await signInAs(claims)).toMatchObject({ signedIn: true });
});

test("a discovery request is aborted after five seconds", async () => {
  reconfigureProvider();
  provider.responses.set(DISCOVERY, hang);
  provider.requestCounts.clear();
  const { timeout, expire } = controlDeadline();
  const outcome = startProviderSignIn("/", false, anonymousSource()).catch((error: Error) => error);
  await expect.poll(() => provider.requestCounts.get(DISCOVERY), { interval: 5 }).toBe(1);
  expect(new Set(timeout.mock.calls.flat())).toEqual(new Set([5_000]));
  expire();
  expect(await outcome).toBeInstanceOf(ProviderError);
});

test.each(Object.entries(ENDPOINTS))("an error, a redirect or a huge body from %s is rejected", async (_what, path) => {
  const BAD = [
    json(() => ({ error: "server_error" }), 503),
    (_request: unknown, response: ServerResponse) =>
      response.writeHead(302, { location: `${provider.issuer}/elsewhere` }).end(),
    json(() => ({ padding: "x".repeat(1_000_000) })),
  ];
  for (const handler of BAD) {
    reconfigureProvider();
    provider.responses.set(path, handler);
    const outcome = await signInAs(await newUserClaims()).catch((error: Error) => error);
    if (outcome instanceof Error) expect(outcome).toBeInstanceOf(ProviderError);
    else expect(outcome.signedIn).toBe(false);
    expect(provider.requestCounts.get("/elsewhere")).toBeUndefined();
  }
});

test.each([
  ["another issuer", () => ({ issuer: "https://evil.example" }), "issuer"],
  ["an issuer that differs by a slash", () => ({ issuer: `${provider.issuer}/` }), "issuer"],
  ["an insecure token endpoint", () => ({ token_endpoint: "http://evil.example/token" }), "insecure"],
  ["a script as authorization endpoint", () => ({ authorization_endpoint: "javascript:alert(1)" }), "insecure"],
  ["an insecure end session endpoint", () => ({ end_session_endpoint: "http://evil.example" }), "insecure"],
  ["no jwks_uri", () => ({ jwks_uri: undefined }), "incomplete"],
])("provider metadata with %s is rejected", async (_what, changed, code) => {
  reconfigureProvider();
  provider.responses.set(
    DISCOVERY,
    json(() => ({ ...provider.metadata(), ...changed() })),
  );
  await expect(startProviderSignIn("/", false, anonymousSource())).rejects.toMatchObject({ code });
});

test("rotated signing keys are fetched once", async () => {
  reconfigureProvider();
  await signInAs(await newUserClaims());
  await provider.rotateKeys();
  advance(MINUTE_MS);
  provider.requestCounts.clear();
  expect(await signInAs(await newUserClaims())).toMatchObject({ signedIn: true });
  expect(await signInAs(await newUserClaims())).toMatchObject({ signedIn: true });
  expect(provider.requestCounts.get("/keys")).toBe(1);
});

test("forged tokens with unknown key ids fetch the keys once in 30 seconds", async () => {
  reconfigureProvider();
  await signInAs(await newUserClaims());
  provider.requestCounts.clear();
  provider.signIdToken = (claims) => provider.signJwt(claims, { kid: `unknown-${Math.random()}` });
  const flood = () => Promise.all(Array.from({ length: 20 }, () => signInAs(userClaims("nobody@example.com"))));
  advance(31_000);
  for (const outcome of await flood()) expect(outcome).toEqual({ signedIn: false, problem: "refused" });
  expect(provider.requestCounts.get("/keys")).toBe(1);
  advance(29_000);
  await flood();
  expect(provider.requestCounts.get("/keys")).toBe(1);
  advance(2_000);
  await flood();
  expect(provider.requestCounts.get("/keys")).toBe(2);

  provider.responses.set(
    "/keys",
    json(() => ({}), 500),
  );
  advance(31_000);
  await flood();
  await flood();
  expect(provider.requestCounts.get("/keys")).toBe(3);
});

test("signing keys are cached for ten minutes and then required again", async () => {
  reconfigureProvider();
  await signInAs(await newUserClaims());
  provider.responses.set(
    "/keys",
    json(() => ({}), 500),
  );
  provider.requestCounts.clear();
  advance(9 * MINUTE_MS);
  expect(await signInAs(await newUserClaims())).toMatchObject({ signedIn: true });
  advance(2 * MINUTE_MS);
  const outcome = await signInAs(await newUserClaims());
  expect(outcome).toEqual({ signedIn: false, problem: "unreachable" });
  expect(provider.requestCounts.get("/keys")).toBe(1);
});

test("failed callbacks are limited per source, and successful ones are not", async () => {
  const source = anonymousSource();
  const claims = await newUserClaims();
  for (let turn = 0; turn < 3; turn++) expect(await signInAs(claims, source)).toMatchObject({ signedIn: true });
  provider.responses.set(
    "/token",
    json(() => ({ error: "invalid_grant" }), 400),
  );
  for (let turn = 0; turn < 200; turn += 20)
    await Promise.all(Array.from({ length: 20 }, () => signInAs(claims, source)));
  provider.requestCounts.clear();
  expect(await signInAs(claims, source)).toEqual({ signedIn: false, problem: "throttled" });
  expect(provider.requestCounts.get("/token")).toBeUndefined();
  provider.responses.clear();
  expect(await signInAs(claims)).toMatchObject({ signedIn: true });
});
