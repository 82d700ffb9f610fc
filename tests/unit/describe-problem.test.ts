import { expect, test } from "vitest";
import { describeProblem } from "#lib/federation/describe-problem.ts";
import { ProviderProblem } from "#lib/federation/provider-problem.ts";

const address = "https://login.example.com/.well-known/openid-configuration";

test.each([
  ["ECONNREFUSED", "refused the connection", "Check the host and port"],
  ["ENOTFOUND", "does not exist", "Check the host name in OIDC_ISSUER"],
  ["EAI_AGAIN", "could not be looked up", "DNS"],
  ["timeout", "did not answer in time", "over in 5 seconds"],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "does not trust", "NODE_EXTRA_CA_CERTS"],
  ["SELF_SIGNED_CERT_IN_CHAIN", "does not trust", "NODE_EXTRA_CA_CERTS"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "another host name", "issued for this one"],
  ["CERT_HAS_EXPIRED", "has expired", "Renew"],
  ["ECONNRESET", "broke off", "firewalls"],
])("a network failure %s is told with its code and what to do", (networkCode, cause, advice) => {
  const told = describeProblem("network", { step: "discovery", address, networkCode });
  expect(told.startsWith(`Discovery failed: ${address} `)).toBe(true);
  expect(told).toContain(`${cause} (${networkCode}). `);
  expect(told).toContain(advice);
});

test("an error that is not known is told as it is", () => {
  const told = describeProblem("oauth-error", { step: "callback", oauthError: "temporarily_closed" });
  expect(told).toBe(
    "The authorization request failed: the identity provider sent the person back with temporarily_closed. Look the error up in the identity provider's documentation and its log.",
  );
});

test("what the provider wrote is escaped and cut at 200 characters", () => {
  const { message: told } = new ProviderProblem("issuer", {
    step: "id-token",
    issuer: `\u001b${"y".repeat(300)}`,
    expectedIssuer: "https://login.example.com",
  });
  expect(told).toContain(`“\\u{001b}${"y".repeat(199)}”`);
});
