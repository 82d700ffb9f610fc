import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { sql } from "drizzle-orm";
import { afterEach, expect, test, vi } from "vitest";
import { read } from "#db/client.ts";
import { ProviderError } from "#lib/federation/provider-error.ts";
import { signInWithProvider, startProviderSignIn } from "#lib/federation/sign-in-with-provider.ts";
import { startTestSignIn, testSignIn } from "#lib/federation/test-sign-in.ts";
import { log } from "#lib/logging/log.ts";
import { json } from "#tests/hostile-provider.ts";
import { UNTRUSTED } from "#tests/untrusted-certificate.ts";
import { provider, reconfigureProvider, signInAs, startProvider, userClaims } from "./federation.ts";
import { activeAccount, administrator, anonymousSource } from "./people.ts";

startProvider();

const DISCOVERY = "/.well-known/openid-configuration";

afterEach(() => {
  vi.restoreAllMocks();
  reconfigureProvider();
});

const auditedReasons = async (address: string | null) =>
  (
    await read((db) =>
      db.execute<{ reason: string }>(
        sql`SELECT changes->0->>'to' AS reason FROM audit_events WHERE address = ${address}`,
      ),
    )
  ).map(({ reason }) => reason);

/** Fails a sign-in and a test sign-in, with the callback's parameters changed. */
async function failBoth(change: (callback: URLSearchParams) => void = () => {}) {
  provider.claims = userClaims((await activeAccount()).email);
  const callbackFor = (url: string) => {
    const callback = provider.callbackFor(url);
    change(callback);
    return callback;
  };
  const warn = vi.spyOn(log, "warn");
  const source = anonymousSource();
  const signIn = await startProviderSignIn("/", false, source);
  const outcome = await signInWithProvider(signIn.request, callbackFor(signIn.url), source);
  const logLines = warn.mock.calls.map(([fields, message]) => ({ fields, message }));
  const actor = await administrator();
  const trial = await startTestSignIn(actor);
  const { explanation } = await testSignIn(actor, trial.request, callbackFor(trial.url));
  return { outcome, logLines, explanation, reasons: await auditedReasons(source.address) };
}

/** The audit log, the process log and the test sign-in give the same reason, once each. */
async function expectReason(
  problem: "refused" | "unreachable" | "cancelled",
  reason: string,
  fields: object,
  change?: (callback: URLSearchParams) => void,
) {
  const failed = await failBoth(change);
  expect(failed.outcome).toEqual({ signedIn: false, problem });
  expect(failed.reasons).toEqual([reason]);
  expect(failed.logLines).toEqual([{ fields: expect.objectContaining(fields), message: reason }]);
  expect(failed.explanation).toBe(reason);
}

test.each([
  ["invalid_scope", "refused", "Allow the scopes openid, email and profile for this client at the identity provider."],
  ["unauthorized_client", "refused", "Allow the authorization code flow for this client at the identity provider."],
  [
    "consent_required",
    "refused",
    "Ask the user to give consent, or grant it for all users as an administrator of the provider.",
  ],
  ["server_error", "refused", "Check the identity provider's log."],
  [
    "temporarily_unavailable",
    "unreachable",
    "Try again in a moment. If it keeps failing, check the identity provider's log.",
  ],
] as const)("the error %s at the callback is reported", async (oauthError, problem, advice) => {
  await expectReason(
    problem,
    `The authorization request failed: the identity provider returned ${oauthError}: “Because.”. ${advice}`,
    { step: "callback", oauthError, oauthErrorDescription: "Because." },
    (callback) => {
      callback.delete("code");
      callback.set("error", oauthError);
      callback.set("error_description", "Because.");
    },
  );
});

test("access_denied is reported with its description", async () => {
  const failed = await failBoth((callback) => {
    callback.delete("code");
    callback.set("error", "access_denied");
    callback.set("error_description", "User is not assigned");
  });
  expect(failed.outcome).toEqual({ signedIn: false, problem: "cancelled" });
  expect(failed.reasons).toEqual([
    expect.stringContaining("access_denied: “User is not assigned”. The user cancelled"),
  ]);
  expect(failed.explanation).toBe(failed.reasons[0]);
});

test.each([
  [400, "invalid_scope", "refused"],
  [400, "unauthorized_client", "refused"],
  [500, "server_error", "unreachable"],
] as const)("the token endpoint's HTTP %i with %s is reported", async (status, error, problem) => {
  provider.responses.set(
    "/token",
    json(() => ({ error, error_description: "Because." }), status),
  );
  const failed = await failBoth();
  expect(failed.outcome).toEqual({ signedIn: false, problem });
  const cause = `The token request failed: ${provider.issuer}/token responded with HTTP ${status} and ${error}: “Because.”.`;
  expect(failed.reasons).toEqual([expect.stringContaining(cause)]);
  expect(failed.explanation).toBe(failed.reasons[0]);
});

test("the token endpoint's status is reported when there is no OAuth error", async () => {
  provider.responses.set("/token", (_request, response) => response.writeHead(503).end("<h1>Sorry</h1>"));
  await expectReason(
    "unreachable",
    `The token request failed: ${provider.issuer}/token responded with HTTP 503. Check the identity provider's log.`,
    { step: "token", status: 503, url: `${provider.issuer}/token` },
  );
});

test.each([
  ["a page", "<h1>Welcome</h1>", "with something other than JSON"],
  ["no ID token", JSON.stringify({ access_token: "a", token_type: "Bearer" }), "without id_token"],
  ["no access token", JSON.stringify({ token_type: "Bearer", id_token: "a.b.c" }), "without access_token"],
])("a token response with %s is reported", async (_what, body, detail) => {
  provider.responses.set("/token", (_request, response) =>
    response.writeHead(200, { "content-type": "application/json" }).end(body),
  );
  const { explanation } = await failBoth();
  expect(explanation).toContain(`The token request failed: ${provider.issuer}/token responded ${detail}. `);
});

test.each(['Bearer error="invalid_token", error_description="No."', "error=invalid_token,error_description=No."])(
  "the UserInfo endpoint's challenge %s is reported",
  async (challenge) => {
    provider.responses.set("/userinfo", (_request, response) =>
      response.writeHead(401, { "www-authenticate": challenge }).end(),
    );
    await expectReason(
      "refused",
      `The UserInfo request failed: ${provider.issuer}/userinfo responded with HTTP 401 and invalid_token: “No.”. Check that the UserInfo endpoint accepts the provider's own access tokens.`,
      { step: "userinfo", status: 401, oauthError: "invalid_token" },
    );
  },
);

test("signing keys that cannot be fetched are reported with URL and status", async () => {
  reconfigureProvider();
  provider.responses.set(
    "/keys",
    json(() => ({}), 404),
  );
  await expectReason(
    "refused",
    `Fetching the provider's signing keys failed: ${provider.issuer}/keys responded with HTTP 404. Check the identity provider's log.`,
    { step: "keys", status: 404 },
  );
});

test("signing keys that are no key set are reported", async () => {
  reconfigureProvider();
  provider.responses.set(
    "/keys",
    json(() => ({ keys: "none" })),
  );
  const { explanation } = await failBoth();
  expect(explanation).toContain(`${provider.issuer}/keys responded with something other than a JSON Web Key Set.`);
});

test("a callback from another issuer is reported with both issuers", async () => {
  const issuer = "https://evil.example";
  const failed = await failBoth((callback) => callback.set("iss", issuer));
  expect(failed.explanation).toContain(`issuer is “${issuer}”, but OIDC_ISSUER is “${provider.issuer}”`);
  expect(failed.logLines).toMatchObject([{ fields: { issuer, expectedIssuer: provider.issuer } }]);
});

test("a user without an account is logged without their email", async () => {
  const warn = vi.spyOn(log, "warn");
  await signInAs(userClaims("nobody@nowhere.example"));
  expect(warn.mock.calls).toEqual([
    [{ part: "federation", problem: "no-account" }, "No account has this email address."],
  ]);
});

test("an error description is escaped, truncated and redacted", async () => {
  const failed = await failBoth((callback) => {
    const description = `\u001b[31m\u202e ${callback.get("code")} ${callback.get("state")} ${"x".repeat(500)}`;
    callback.set("error", "invalid_request");
    callback.set("error_description", description);
  });
  const [reason = ""] = failed.reasons;
  expect(reason).toContain("“\\u{001b}[31m\\u{202e} … … xxx");
  expect(reason).not.toContain("code-");
  const logged = JSON.stringify(failed.logLines);
  expect(logged).not.toMatch(/code-|x{201}/);
  expect(reason).not.toMatch(/x{201}/);
});

test("secrets that the token endpoint repeats are redacted", async () => {
  provider.responses.set("/token", (request, response) => {
    request.setEncoding("utf8");
    let sent = "";
    request.on("data", (chunk) => {
      sent += chunk;
    });
    request.on("end", () => {
      const body = new URLSearchParams(sent);
      const error_description = `${body.get("code")} ${body.get("code_verifier")} ${provider.clientSecret}`;
      json(() => ({ error: "invalid_grant", error_description }), 400)(request, response);
    });
  });
  const failed = await failBoth();
  expect(failed.explanation).toContain("invalid_grant: “… … …”");
  expect(JSON.stringify(failed)).not.toMatch(new RegExp(`code-|${provider.clientSecret.slice(0, 12)}`));
});

/** The error of a sign-in that cannot start, which is reported everywhere alike. */
async function startError(): Promise<ProviderError> {
  const warn = vi.spyOn(log, "warn");
  const source = anonymousSource();
  const error = await startProviderSignIn("/", false, source).catch((error: unknown) => error);
  if (!(error instanceof ProviderError)) throw new Error("The sign-in started.", { cause: error });
  expect(await auditedReasons(source.address)).toEqual([error.message]);
  expect(warn.mock.calls.map(([, message]) => message)).toEqual([error.message]);
  await expect(startTestSignIn(await administrator())).rejects.toMatchObject({ message: error.message });
  return error;
}

test("a wrong path in OIDC_ISSUER is reported with URL and status", async () => {
  reconfigureProvider({ OIDC_ISSUER: `${provider.issuer}/wrong` });
  const { message, details } = await startError();
  expect(message).toContain(
    `${provider.issuer}/wrong${DISCOVERY} responded with HTTP 404. Set OIDC_ISSUER to the part`,
  );
  expect(details).toMatchObject({ step: "discovery", status: 404 });
});

test("a page in place of the provider's metadata is reported", async () => {
  reconfigureProvider();
  provider.responses.set(DISCOVERY, (_request, response) =>
    response.writeHead(200, { "content-type": "text/html" }).end("<h1>Welcome</h1>"),
  );
  expect((await startError()).message).toContain("responded with something other than JSON metadata.");
});

test("a redirect of the provider's metadata is reported", async () => {
  reconfigureProvider();
  provider.responses.set(DISCOVERY, (_request, response) => response.writeHead(301, { location: "/elsewhere" }).end());
  expect((await startError()).message).toContain("HTTP 301. Redirects are not followed");
});

test("a refused connection is reported", async () => {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  reconfigureProvider({ OIDC_ISSUER: `http://127.0.0.1:${port}` });
  const { message, details } = await startError();
  expect(message).toContain(
    `http://127.0.0.1:${port}${DISCOVERY} refused the connection (ECONNREFUSED). Check the host`,
  );
  expect(details).toMatchObject({ step: "discovery", networkCode: "ECONNREFUSED" });
});

test("an untrusted certificate is reported", async () => {
  const server = createServer(UNTRUSTED);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    reconfigureProvider({ OIDC_ISSUER: `https://127.0.0.1:${(server.address() as AddressInfo).port}` });
    const { message } = await startError();
    expect(message).toContain("does not trust (DEPTH_ZERO_SELF_SIGNED_CERT). Set NODE_EXTRA_CA_CERTS");
  } finally {
    server.close();
  }
});
