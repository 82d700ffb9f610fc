import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { sql } from "drizzle-orm";
import { afterEach, expect, test, vi } from "vitest";
import { read } from "#db/client.ts";
import { ProviderProblem } from "#lib/federation/provider-problem.ts";
import { signInWithProvider, startProviderSignIn } from "#lib/federation/sign-in-with-provider.ts";
import { startTestSignIn, testSignIn } from "#lib/federation/test-sign-in.ts";
import { log } from "#lib/logging/log.ts";
import { json } from "#tests/hostile-provider.ts";
import { UNTRUSTED } from "#tests/untrusted-certificate.ts";
import { provider, restartProvider, signInAs, somebody, startProvider } from "./federation.ts";
import { activeAccount, administrator, anonymousSource } from "./people.ts";

startProvider();

const DISCOVERY = "/.well-known/openid-configuration";

afterEach(() => {
  vi.restoreAllMocks();
  restartProvider();
});

const reasonsFrom = async (address: string | null) =>
  (
    await read((db) =>
      db.execute<{ reason: string }>(
        sql`SELECT changes->0->>'to' AS reason FROM audit_events WHERE address = ${address}`,
      ),
    )
  ).map(({ reason }) => reason);

/** Answers one sign-in and one test sign-in, with the callback's parameters changed. */
async function failBoth(change: (answer: URLSearchParams) => void = () => {}) {
  provider.claims = somebody((await activeAccount()).email);
  const answerTo = (address: string) => {
    const answer = provider.answerTo(address);
    change(answer);
    return answer;
  };
  const warn = vi.spyOn(log, "warn");
  const source = anonymousSource();
  const begun = await startProviderSignIn("/", false, source);
  const outcome = await signInWithProvider(begun.attempt, answerTo(begun.address), source);
  const lines = warn.mock.calls.map(([fields, message]) => ({ fields, message }));
  const actor = await administrator();
  const tried = await startTestSignIn(actor);
  const { says } = await testSignIn(actor, tried.attempt, answerTo(tried.address));
  return { outcome, lines, says, reasons: await reasonsFrom(source.address) };
}

/** The audit, the log and the test sign-in say the same, once each. */
async function expectCause(
  problem: "refused" | "unreachable" | "cancelled",
  reason: string,
  fields: object,
  change?: (answer: URLSearchParams) => void,
) {
  const failed = await failBoth(change);
  expect(failed.outcome).toEqual({ signedIn: false, problem });
  expect(failed.reasons).toEqual([reason]);
  expect(failed.lines).toEqual([{ fields: expect.objectContaining(fields), message: reason }]);
  expect(failed.says).toBe(reason);
}

test.each([
  ["invalid_scope", "refused", "Allow the scopes openid, email and profile for the client at the identity provider."],
  ["unauthorized_client", "refused", "Allow the authorization code flow for the client at the identity provider."],
  [
    "consent_required",
    "refused",
    "Consent was not given: have the person accept it, or an administrator of the identity provider grant it for everybody.",
  ],
  ["server_error", "refused", "Look into the log of the identity provider."],
  ["temporarily_unavailable", "unreachable", "Try again in a moment, and look into the log of the identity provider."],
] as const)("an answer with the error %s is told as that", async (oauthError, problem, advice) => {
  await expectCause(
    problem,
    `The authorization request failed: the identity provider sent the person back with ${oauthError}: “Because.”. ${advice}`,
    { step: "callback", oauthError, oauthErrorDescription: "Because." },
    (answer) => {
      answer.delete("code");
      answer.set("error", oauthError);
      answer.set("error_description", "Because.");
    },
  );
});

test("a sign-in that the provider denied is told with its description", async () => {
  const failed = await failBoth((answer) => {
    answer.delete("code");
    answer.set("error", "access_denied");
    answer.set("error_description", "User is not assigned");
  });
  expect(failed.outcome).toEqual({ signedIn: false, problem: "cancelled" });
  expect(failed.reasons).toEqual([expect.stringContaining("access_denied: “User is not assigned”. The person called")]);
  expect(failed.says).toBe(failed.reasons[0]);
});

test.each([
  [400, "invalid_scope", "refused"],
  [400, "unauthorized_client", "refused"],
  [500, "server_error", "unreachable"],
] as const)("a token endpoint's HTTP %i and %s are told as that", async (status, error, problem) => {
  provider.answers.set(
    "/token",
    json(() => ({ error, error_description: "Because." }), status),
  );
  const failed = await failBoth();
  expect(failed.outcome).toEqual({ signedIn: false, problem });
  const said = `The token request failed: ${provider.issuer}/token answered with HTTP ${status} and ${error}: “Because.”.`;
  expect(failed.reasons).toEqual([expect.stringContaining(said)]);
  expect(failed.says).toBe(failed.reasons[0]);
});

test("a token endpoint that fails without an error is told by its status", async () => {
  provider.answers.set("/token", (_request, response) => response.writeHead(503).end("<h1>Sorry</h1>"));
  await expectCause(
    "unreachable",
    `The token request failed: ${provider.issuer}/token answered with HTTP 503. Look into the log of the identity provider.`,
    { step: "token", status: 503, address: `${provider.issuer}/token` },
  );
});

test.each(['Bearer error="invalid_token", error_description="No."', "error=invalid_token,error_description=No."])(
  "a UserInfo endpoint's 401 with %s is no wrong client secret",
  async (challenge) => {
    provider.answers.set("/userinfo", (_request, response) =>
      response.writeHead(401, { "www-authenticate": challenge }).end(),
    );
    await expectCause(
      "refused",
      `The UserInfo request failed: ${provider.issuer}/userinfo answered with HTTP 401 and invalid_token: “No.”. Check that the provider's access tokens are accepted at its own UserInfo endpoint.`,
      { step: "userinfo", status: 401, oauthError: "invalid_token" },
    );
  },
);

test("keys that cannot be fetched are told with their address and status", async () => {
  restartProvider();
  provider.answers.set(
    "/keys",
    json(() => ({}), 404),
  );
  await expectCause(
    "refused",
    `Fetching the provider's signing keys failed: ${provider.issuer}/keys answered with HTTP 404. Look into the log of the identity provider.`,
    { step: "keys", status: 404 },
  );
});

test("both issuers are told when the answer comes from another one", async () => {
  const issuer = "https://evil.example";
  const failed = await failBoth((answer) => answer.set("iss", issuer));
  expect(failed.says).toContain(`calls itself “${issuer}”, and OIDC_ISSUER is “${provider.issuer}”`);
  expect(failed.lines).toMatchObject([{ fields: { issuer, expectedIssuer: provider.issuer } }]);
});

test("a person without an account is told in the log, without their email", async () => {
  const warn = vi.spyOn(log, "warn");
  await signInAs(somebody("nobody@nowhere.example"));
  expect(warn.mock.calls).toEqual([
    [{ part: "federation", problem: "no-account" }, "No account has this email address."],
  ]);
});

test("a description is escaped, cut at 200 characters, and repeats no secret", async () => {
  const failed = await failBoth((answer) => {
    const description = `\u001b[31m\u202e ${answer.get("code")} ${answer.get("state")} ${"x".repeat(500)}`;
    answer.set("error", "invalid_request");
    answer.set("error_description", description);
  });
  const [reason = ""] = failed.reasons;
  expect(reason).toContain("“\\u{001b}[31m\\u{202e} … … xxx");
  expect(reason).not.toContain("code-");
  const logged = JSON.stringify(failed.lines);
  expect(logged).not.toMatch(/code-|x{201}/);
  expect(reason).not.toMatch(/x{201}/);
});

test("a token endpoint that repeats the code and the secrets makes nobody read them", async () => {
  provider.answers.set("/token", (request, response) => {
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
  expect(failed.says).toContain("invalid_grant: “… … …”");
  expect(JSON.stringify(failed)).not.toMatch(new RegExp(`code-|${provider.clientSecret.slice(0, 12)}`));
});

/** What a sign-in that cannot even begin is told as, everywhere. */
async function causeOfStart(): Promise<ProviderProblem> {
  const warn = vi.spyOn(log, "warn");
  const source = anonymousSource();
  const problem = await startProviderSignIn("/", false, source).catch((error: unknown) => error);
  if (!(problem instanceof ProviderProblem)) throw new Error("The sign-in began.", { cause: problem });
  expect(await reasonsFrom(source.address)).toEqual([problem.message]);
  expect(warn.mock.calls.map(([, message]) => message)).toEqual([problem.message]);
  await expect(startTestSignIn(await administrator())).rejects.toMatchObject({ message: problem.message });
  return problem;
}

test("a wrong path of the issuer is told with the address and the status", async () => {
  restartProvider({ OIDC_ISSUER: `${provider.issuer}/wrong` });
  const { message, details } = await causeOfStart();
  expect(message).toContain(`${provider.issuer}/wrong${DISCOVERY} answered with HTTP 404. OIDC_ISSUER has to be`);
  expect(details).toMatchObject({ step: "discovery", status: 404 });
});

test("a page in place of the configuration is told as that", async () => {
  restartProvider();
  provider.answers.set(DISCOVERY, (_request, response) =>
    response.writeHead(200, { "content-type": "text/html" }).end("<h1>Welcome</h1>"),
  );
  expect((await causeOfStart()).message).toContain("answered, but not with a configuration in JSON.");
});

test("a redirected configuration is told as a redirect", async () => {
  restartProvider();
  provider.answers.set(DISCOVERY, (_request, response) => response.writeHead(301, { location: "/elsewhere" }).end());
  expect((await causeOfStart()).message).toContain("HTTP 301. Redirects are not followed");
});

test("a refused connection is told as that", async () => {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  restartProvider({ OIDC_ISSUER: `http://127.0.0.1:${port}` });
  const { message, details } = await causeOfStart();
  expect(message).toContain(
    `http://127.0.0.1:${port}${DISCOVERY} refused the connection (ECONNREFUSED). Check the host`,
  );
  expect(details).toMatchObject({ step: "discovery", networkCode: "ECONNREFUSED" });
});

test("a certificate that nobody trusts is told as that", async () => {
  const server = createServer(UNTRUSTED);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    restartProvider({ OIDC_ISSUER: `https://127.0.0.1:${(server.address() as AddressInfo).port}` });
    const { message } = await causeOfStart();
    expect(message).toContain("does not trust (DEPTH_ZERO_SELF_SIGNED_CERT). Set NODE_EXTRA_CA_CERTS");
  } finally {
    server.close();
  }
});
