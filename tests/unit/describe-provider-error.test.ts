import { expect, test } from "vitest";
import { describeProviderError } from "#lib/federation/describe-provider-error.ts";
import { ProviderError } from "#lib/federation/provider-error.ts";

const url = "https://login.example.com/.well-known/openid-configuration";

test.each([
  ["ECONNREFUSED", "refused the connection", "Check the host and port"],
  ["ENOTFOUND", "does not exist", "Check the host name in OIDC_ISSUER"],
  ["EAI_AGAIN", "could not be resolved", "DNS"],
  ["timeout", "did not respond in time", "within 5 seconds"],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "does not trust", "NODE_EXTRA_CA_CERTS"],
  ["SELF_SIGNED_CERT_IN_CHAIN", "does not trust", "NODE_EXTRA_CA_CERTS"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "another host name", "issued for this one"],
  ["CERT_HAS_EXPIRED", "expired certificate", "Renew"],
  ["ECONNRESET", "could not be reached", "firewalls"],
])("the network failure %s is described with its code and advice", (networkCode, cause, advice) => {
  const description = describeProviderError("network", { step: "discovery", url, networkCode });
  expect(description.startsWith(`Discovery failed: ${url} `)).toBe(true);
  expect(description).toContain(`${cause} (${networkCode}). `);
  expect(description).toContain(advice);
});

test("an unknown OAuth error is quoted", () => {
  expect(describeProviderError("oauth-error", { step: "callback", oauthError: "temporarily_closed" })).toBe(
    "The authorization request failed: the identity provider returned temporarily_closed. Look up the error in the identity provider's documentation and log.",
  );
});

test("text from the provider is escaped and truncated to 200 characters", () => {
  const { message } = new ProviderError("issuer", {
    step: "id-token",
    issuer: `\u001b${"y".repeat(300)}`,
    expectedIssuer: "https://login.example.com",
  });
  expect(message).toContain(`“\\u{001b}${"y".repeat(199)}”`);
});
