import type { ServerResponse } from "node:http";
import { sql } from "drizzle-orm";
import { exportSPKI, generateKeyPair, importJWK } from "jose";
import { afterEach, expect, test, vi } from "vitest";
import { read } from "#db/client.ts";
import { ProviderProblem } from "#lib/federation/provider-problem.ts";
import { signInWithProvider, startProviderSignIn } from "#lib/federation/sign-in-with-provider.ts";
import { json } from "#tests/hostile-provider.ts";
import { provider, restartProvider, signInAs, somebody, startProvider } from "./federation.ts";
import { activeAccount, anonymousSource, type TestAccount } from "./people.ts";
import { everything, sessionsNow } from "./queries.ts";

startProvider();

const DISCOVERY = "/.well-known/openid-configuration";
const MINUTE_MS = 60_000;

/** Tells the time without standing still: only `Date` is ours. */
function goOn(ms: number): void {
  const now = Date.now();
  vi.useFakeTimers({ toFake: ["Date"], now: now + ms });
}

afterEach(() => {
  vi.useRealTimers();
  restartProvider();
});

const withoutRefusal = (rows: Awaited<ReturnType<typeof everything>>) =>
  [...rows].filter(({ content }) => !String(content).includes('"sign_in_failed"'));

const refusalsFrom = (address: string | null) =>
  read((db) =>
    db.execute<{ event: string; outcome: string; reason: string }>(sql`
      SELECT event, outcome, changes->0->>'to' AS reason FROM audit_events WHERE address = ${address}`),
  );

/** One who would come in if everything were as it should be. */
async function expected(): Promise<TestAccount> {
  return activeAccount();
}

async function expectRefused(person: TestAccount, reason: RegExp): Promise<void> {
  const before = await everything();
  const source = anonymousSource();
  expect(await signInAs(somebody(person.email), source)).toEqual({ signedIn: false, problem: "refused" });
  expect(await refusalsFrom(source.address)).toEqual([
    { event: "sign_in_failed", outcome: "failure", reason: expect.stringMatching(reason) },
  ]);
  expect(withoutRefusal(await everything())).toEqual(withoutRefusal(before));
}

test.each(["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"])(
  "an ID token signed with %s by the provider's key signs in",
  async (alg) => {
    restartProvider();
    await provider.rotateKeys(alg);
    provider.answers.set(
      DISCOVERY,
      json(() => ({ ...provider.metadata(), id_token_signing_alg_values_supported: [alg] })),
    );
    provider.sign = (claims) => provider.signed(claims, { alg });
    const person = await expected();
    expect(await signInAs(somebody(person.email))).toMatchObject({ signedIn: true });
    expect(await sessionsNow(person.id)).toHaveLength(1);
    await provider.rotateKeys();
  },
);

test("a signature algorithm that discovery lists no longer, or not yet, signs in", async () => {
  restartProvider();
  provider.answers.set(
    DISCOVERY,
    json(() => ({ ...provider.metadata(), id_token_signing_alg_values_supported: ["ES256"] })),
  );
  expect(await signInAs(somebody((await expected()).email))).toMatchObject({ signedIn: true });
});

test("the request for a code carries PKCE, state, nonce and our own callback, and the exchange proves them", async () => {
  const { attempt, address } = await startProviderSignIn("/", false, anonymousSource());
  const asked = Object.fromEntries(new URL(address).searchParams);
  expect(asked).toMatchObject({
    response_type: "code",
    scope: "openid email profile",
    redirect_uri: "http://localhost:3000/api/auth/callback/oidc",
    code_challenge_method: "S256",
    state: attempt.state,
    nonce: attempt.nonce,
  });
  expect(asked.code_challenge).not.toBe(attempt.verifier);
  for (const secret of [attempt.state, attempt.nonce, attempt.verifier])
    expect(Buffer.from(secret, "base64url")).toHaveLength(32);

  provider.claims = somebody((await expected()).email);
  await signInWithProvider(attempt, provider.answerTo(address), anonymousSource());
  const { authorization, body } = provider.tokenRequest ?? {};
  const credentials = Buffer.from(String(authorization).replace("Basic ", ""), "base64").toString();
  expect(credentials.split(":").map((part) => decodeURIComponent(part.replaceAll("+", " ")))).toEqual([
    provider.clientId,
    provider.clientSecret,
  ]);
  expect(Object.fromEntries(body ?? [])).toMatchObject({
    code_verifier: attempt.verifier,
    code: expect.stringContaining("code-"),
  });
});

const FORGERIES: Readonly<Record<string, [reason: RegExp, forge: () => Promise<void> | void]>> = {
  "signed with a foreign key": [
    /not signed by one of/,
    async () => {
      const { privateKey } = await generateKeyPair("RS256");
      provider.sign = (claims) => provider.signed(claims, { key: privateKey });
    },
  ],
  "not signed": [
    /signed with “none”\. Accepted are RS256, /,
    () => {
      const part = (content: unknown) => Buffer.from(JSON.stringify(content)).toString("base64url");
      provider.sign = async (claims) => `${part({ alg: "none" })}.${part(claims)}.`;
    },
  ],
  "signed with the public key as a shared secret": [
    /signed with “HS256”/,
    async () => {
      const publicKey = (await importJWK(provider.publicKeys[0] ?? {}, "RS256", { extractable: true })) as CryptoKey;
      const secret = new TextEncoder().encode(await exportSPKI(publicKey));
      provider.sign = (claims) => provider.signed(claims, { key: secret, alg: "HS256" });
    },
  ],
  "signed with the client's secret": [
    /signed with “HS512”\. Accepted are RS256, .*Set the signature algorithm .* to RS256/,
    () => {
      const secret = new TextEncoder().encode(provider.clientSecret.padEnd(64, "x"));
      provider.sign = (claims) => provider.signed(claims, { key: secret, alg: "HS512" });
    },
  ],
  "from another issuer": [
    /calls itself “https:\/\/evil\.example”, and OIDC_ISSUER is “http:\/\/127/,
    () => void resign({ iss: "https://evil.example" }),
  ],
  "from an issuer that differs by a slash": [
    /calls itself “http.*\/”, and OIDC_ISSUER is “http.*\d”/,
    () => void resign({ iss: `${provider.issuer}/` }),
  ],
  "for another client": [/another client/, () => void resign({ aud: "somebody else" })],
  "for several clients, without saying for which": [
    /another client/,
    () => void resign({ aud: [provider.clientId, "somebody else"] }),
  ],
  "for several clients, and given to another": [
    /another client/,
    () => void resign({ aud: [provider.clientId, "somebody else"], azp: "somebody else" }),
  ],
  "of another sign-in": [/answers another authorization request/, () => void resign({ nonce: "another" })],
  "without a nonce": [/not one of OpenID Connect/, () => void resign({ nonce: undefined })],
  expired: [/expired 9\d seconds ago/, () => void resign({ exp: seconds(-90) })],
  "without an end": [/not one of OpenID Connect/, () => void resign({ exp: undefined })],
  "not valid yet": [/(90|89) seconds ahead of/, () => void resign({ nbf: seconds(90) })],
  "issued in the future": [/(90|89) seconds ahead of/, () => void resign({ iat: seconds(90), exp: seconds(600) })],
  "issued long ago": [/60\d seconds behind/, () => void resign({ iat: seconds(-600), exp: seconds(600) })],
  "without saying when it was issued": [/has no iat/, () => void resign({ iat: undefined })],
  "of nobody": [/its sub is no identifier/, () => void resign({ sub: "" })],
  "of a person with a name that is no identifier": [/its sub is no identifier/, () => void resign({ sub: "a\0b" })],
  "no token": [
    /no JSON Web Token/,
    () => {
      provider.sign = async () => "no.token.at all";
    },
  ],
};

const seconds = (fromNow: number) => Math.floor(Date.now() / 1000) + fromNow;

function resign(wrong: Record<string, unknown>): void {
  provider.sign = (claims) => provider.signed({ ...claims, ...wrong });
}

test.each(Object.entries(FORGERIES))(
  "an ID token %s signs nobody in, and is recorded",
  async (_how, [reason, forge]) => {
    const person = await expected();
    await forge();
    await expectRefused(person, reason);
  },
);

test("an ID token within the tolerance of clocks signs in", async () => {
  const tokens = [
    { iat: seconds(58) },
    { iat: seconds(-58), exp: seconds(600) },
    { exp: seconds(-55) },
    { nbf: seconds(55) },
    // As Microsoft Entra ID dates its tokens back.
    { iat: seconds(-300), nbf: seconds(-300), exp: seconds(3600) },
  ];
  for (const skewed of tokens) {
    resign(skewed);
    expect(await signInAs(somebody((await expected()).email)), JSON.stringify(skewed)).toMatchObject({
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
])("a provider's clock that is %i seconds ahead signs nobody in, and is recorded", async (ahead, reason) => {
  const person = await expected();
  provider.sign = (claims) =>
    provider.signed({ ...claims, iat: Number(claims.iat) + ahead, exp: Number(claims.exp) + ahead });
  await expectRefused(person, reason);
});

test("a token that is dated back is refused when the answer's date is as far behind", async () => {
  const person = await expected();
  resign({ iat: seconds(-300), nbf: seconds(-300), exp: seconds(3600) });
  provider.answers.set("/token", async (request, response) => {
    response.setHeader("date", new Date(Date.now() - 300_000).toUTCString());
    await provider.issue(request, response);
  });
  await expectRefused(person, /30\d seconds behind/);
});

test("a code that the provider does not accept, and a client that it does not know, are refused with their reason", async () => {
  const person = await expected();
  provider.answers.set(
    "/token",
    json(() => ({ error: "invalid_grant" }), 400),
  );
  await expectRefused(person, /token answered with HTTP 400 and invalid_grant\. The code was used/);
  provider.answers.set(
    "/token",
    json(() => ({ error: "invalid_client" }), 401),
  );
  await expectRefused(person, /HTTP 401 and invalid_client\. Check OIDC_CLIENT_ID and OIDC_CLIENT_SECRET/);
});

test("claims of another person at the UserInfo endpoint are refused", async () => {
  const person = await expected();
  const told = somebody(person.email);
  provider.userinfo = { ...told, sub: "somebody-else" };
  const source = anonymousSource();
  expect(await signInAs({ sub: told.sub }, source)).toEqual({ signedIn: false, problem: "refused" });
  expect(await refusalsFrom(source.address)).toMatchObject([
    { reason: expect.stringContaining("of another person (sub)") },
  ]);

  provider.userinfo = told;
  expect(await signInAs({ sub: told.sub })).toMatchObject({ signedIn: true });
});

test("an answer counts once, also when the provider would give a second token for it", async () => {
  provider.claims = somebody((await expected()).email);
  const { attempt, address } = await startProviderSignIn("/", false, anonymousSource());
  const answer = provider.answerTo(address);
  const outcomes = await Promise.all([1, 2, 3, 4].map(() => signInWithProvider(attempt, answer, anonymousSource())));
  expect(outcomes.filter(({ signedIn }) => signedIn)).toHaveLength(1);
  expect(await signInWithProvider(attempt, answer, anonymousSource())).toEqual({ signedIn: false, problem: "expired" });
  expect(provider.asked.get("/token")).toBe(1);
});

test("an answer to another browser's sign-in is none, and leaves this one's good", async () => {
  provider.claims = somebody((await expected()).email);
  const own = await startProviderSignIn("/", false, anonymousSource());
  const foreign = provider.answerTo((await startProviderSignIn("/", false, anonymousSource())).address);
  for (const answer of [foreign, new URLSearchParams(), new URLSearchParams({ code: "a-code" })])
    expect(await signInWithProvider(own.attempt, answer, anonymousSource())).toEqual({
      signedIn: false,
      problem: "expired",
    });
  expect(provider.asked.get("/token")).toBeUndefined();
  expect(await signInWithProvider(own.attempt, provider.answerTo(own.address), anonymousSource())).toMatchObject({
    signedIn: true,
  });
});

test("an answer that another provider gave is refused", async () => {
  provider.claims = somebody((await expected()).email);
  const { attempt, address } = await startProviderSignIn("/", false, anonymousSource());
  const answer = provider.answerTo(address);
  answer.set("iss", "https://evil.example");
  expect(await signInWithProvider(attempt, answer, anonymousSource())).toEqual({ signedIn: false, problem: "refused" });
  expect(provider.asked.get("/token")).toBeUndefined();
});

test("a sign-in that was called off at the provider asks it for nothing", async () => {
  const { attempt, address } = await startProviderSignIn("/", false, anonymousSource());
  const { state } = Object.fromEntries(provider.answerTo(address));
  const answer = new URLSearchParams({ error: "access_denied", state: String(state) });
  expect(await signInWithProvider(attempt, answer, anonymousSource())).toEqual({
    signedIn: false,
    problem: "cancelled",
  });
  expect(provider.asked.get("/token")).toBeUndefined();
});

test("an answer to a rehearsal signs nobody in", async () => {
  provider.claims = somebody((await expected()).email);
  const { attempt, address } = await startProviderSignIn("/", false, anonymousSource());
  const rehearsing = { ...attempt, purpose: "test-sign-in" as const };
  expect(await signInWithProvider(rehearsing, provider.answerTo(address), anonymousSource())).toMatchObject({
    signedIn: false,
  });
});

const hang = () => {};

const PLACES: Readonly<Record<string, string>> = {
  discovery: DISCOVERY,
  "the token call": "/token",
  "the keys": "/keys",
};

/** Replaces the time limits of what is asked of the provider by one that ends when the test says so. */
function controlTimeLimits() {
  const limit = new AbortController();
  const timeout = vi.spyOn(AbortSignal, "timeout").mockReturnValue(limit.signal);
  const end = () => {
    timeout.mockRestore();
    limit.abort(new DOMException("The operation timed out.", "TimeoutError"));
  };
  return { timeout, end };
}

test("a token call that hangs, and a body that trickles, are given up after five seconds in all and let go", async () => {
  const person = somebody((await expected()).email);
  const answers = [
    hang,
    (_request: unknown, response: ServerResponse) => {
      response.writeHead(200, { "content-type": "application/json" });
      const trickle = setInterval(() => response.write(" "), 10);
      response.once("close", () => clearInterval(trickle));
    },
  ];
  provider.answers.set("/token", (request, response) => answers.pop()?.(request, response));
  provider.claims = person;
  const source = anonymousSource();
  const begun = [await startProviderSignIn("/", false, source), await startProviderSignIn("/", false, source)];

  const { timeout, end } = controlTimeLimits();
  const outcomes = begun.map(({ attempt, address }) => signInWithProvider(attempt, provider.answerTo(address), source));
  await expect.poll(() => answers, { interval: 5 }).toEqual([]);
  expect(timeout.mock.calls).toEqual([[5_000], [5_000]]);
  end();
  expect(await Promise.all(outcomes)).toEqual(Array(2).fill({ signedIn: false, problem: "unreachable" }));
  const told = `The token request failed: ${provider.issuer}/token did not answer in time (timeout).`;
  const timedOut = { reason: expect.stringContaining(told) };
  expect(await refusalsFrom(source.address)).toMatchObject([timedOut, timedOut]);
  await expect.poll(() => provider.connections(), { interval: 5 }).toBeLessThan(3);
  provider.answers.clear();
  expect(await signInAs(person)).toMatchObject({ signedIn: true });
});

test("discovery that hangs is given up after five seconds", async () => {
  restartProvider();
  provider.answers.set(DISCOVERY, hang);
  provider.asked.clear();
  const { timeout, end } = controlTimeLimits();
  const outcome = startProviderSignIn("/", false, anonymousSource()).catch((error: Error) => error);
  await expect.poll(() => provider.asked.get(DISCOVERY), { interval: 5 }).toBe(1);
  expect(new Set(timeout.mock.calls.flat())).toEqual(new Set([5_000]));
  end();
  expect(await outcome).toBeInstanceOf(ProviderProblem);
});

test.each(Object.entries(PLACES))(
  "%s that ends in a failure, a redirect or a flood is refused as out of reach",
  async (_what, path) => {
    const BAD = [
      json(() => ({ error: "server_error" }), 503),
      (_request: unknown, response: ServerResponse) =>
        response.writeHead(302, { location: `${provider.issuer}/elsewhere` }).end(),
      json(() => ({ padding: "x".repeat(1_000_000) })),
    ];
    for (const answer of BAD) {
      restartProvider();
      provider.answers.set(path, answer);
      const outcome = await signInAs(somebody((await expected()).email)).catch((error: Error) => error);
      if (outcome instanceof Error) expect(outcome).toBeInstanceOf(ProviderProblem);
      else expect(outcome.signedIn).toBe(false);
      expect(provider.asked.get("/elsewhere")).toBeUndefined();
    }
  },
);

test.each([
  ["is for another issuer", () => ({ issuer: "https://evil.example" }), "issuer"],
  ["differs by a slash", () => ({ issuer: `${provider.issuer}/` }), "issuer"],
  ["names a place for codes that is not https", () => ({ token_endpoint: "http://evil.example/token" }), "insecure"],
  ["names a place to sign in that is a script", () => ({ authorization_endpoint: "javascript:alert(1)" }), "insecure"],
  ["names a place to sign out that is not https", () => ({ end_session_endpoint: "http://evil.example" }), "insecure"],
  ["lacks the keys", () => ({ jwks_uri: undefined }), "incomplete"],
])("a configuration that %s begins no sign-in", async (_how, wrong, kind) => {
  restartProvider();
  provider.answers.set(
    DISCOVERY,
    json(() => ({ ...provider.metadata(), ...wrong() })),
  );
  await expect(startProviderSignIn("/", false, anonymousSource())).rejects.toMatchObject({ kind });
});

test("a provider that changes its keys is asked for them once, and the sign-in works", async () => {
  restartProvider();
  await signInAs(somebody((await expected()).email));
  await provider.rotateKeys();
  goOn(MINUTE_MS);
  provider.asked.clear();
  expect(await signInAs(somebody((await expected()).email))).toMatchObject({ signedIn: true });
  expect(await signInAs(somebody((await expected()).email))).toMatchObject({ signedIn: true });
  expect(provider.asked.get("/keys")).toBe(1);
});

test("a flood of tokens with unknown keys asks for the keys once in thirty seconds", async () => {
  restartProvider();
  await signInAs(somebody((await expected()).email));
  provider.asked.clear();
  provider.sign = (claims) => provider.signed(claims, { kid: `unknown-${Math.random()}` });
  const flood = () => Promise.all(Array.from({ length: 20 }, () => signInAs(somebody("nobody@example.com"))));
  goOn(31_000);
  for (const outcome of await flood()) expect(outcome).toEqual({ signedIn: false, problem: "refused" });
  expect(provider.asked.get("/keys")).toBe(1);
  goOn(29_000);
  await flood();
  expect(provider.asked.get("/keys")).toBe(1);
  goOn(2_000);
  await flood();
  expect(provider.asked.get("/keys")).toBe(2);

  provider.answers.set(
    "/keys",
    json(() => ({}), 500),
  );
  goOn(31_000);
  await flood();
  await flood();
  expect(provider.asked.get("/keys")).toBe(3);
});

test("keys are believed for ten minutes; when they cannot be had again by then, nobody comes in", async () => {
  restartProvider();
  await signInAs(somebody((await expected()).email));
  provider.answers.set(
    "/keys",
    json(() => ({}), 500),
  );
  provider.asked.clear();
  goOn(9 * MINUTE_MS);
  expect(await signInAs(somebody((await expected()).email))).toMatchObject({ signedIn: true });
  goOn(2 * MINUTE_MS);
  const outcome = await signInAs(somebody((await expected()).email));
  expect(outcome).toEqual({ signedIn: false, problem: "unreachable" });
  expect(provider.asked.get("/keys")).toBe(1);
});

test("answers that come to nothing are limited per source, and right ones are not", async () => {
  const source = anonymousSource();
  const person = somebody((await expected()).email);
  for (let turn = 0; turn < 3; turn++) expect(await signInAs(person, source)).toMatchObject({ signedIn: true });
  provider.answers.set(
    "/token",
    json(() => ({ error: "invalid_grant" }), 400),
  );
  for (let turn = 0; turn < 200; turn += 20)
    await Promise.all(Array.from({ length: 20 }, () => signInAs(person, source)));
  provider.asked.clear();
  expect(await signInAs(person, source)).toEqual({ signedIn: false, problem: "throttled" });
  expect(provider.asked.get("/token")).toBeUndefined();
  provider.answers.clear();
  expect(await signInAs(person)).toMatchObject({ signedIn: true });
});
