import { printable } from "#lib/text/printable.ts";
import type { ProviderErrorCode, ProviderErrorDetails, ProviderStep } from "./provider-error-details.ts";

const STEPS: Readonly<Record<ProviderStep, string>> = {
  discovery: "Discovery",
  keys: "Fetching the provider's signing keys",
  callback: "The authorization request",
  token: "The token request",
  "id-token": "ID token validation",
  userinfo: "The UserInfo request",
  "logout-token": "Logout token validation",
};

export const describeProviderError = (code: ProviderErrorCode, details: ProviderErrorDetails): string =>
  `${STEPS[details.step]} failed: ${CAUSES[code](details)} ${ADVICE[code](details)}`;

type Sentence = (details: ProviderErrorDetails) => string;

const quoted = (text: string | undefined): string => `“${printable(text ?? "")}”`;

const CHECK_LOG = "Check the identity provider's log.";

type CauseAndAdvice = readonly [cause: string, advice: string];

const NETWORK_FAILURES: Readonly<Record<string, CauseAndAdvice>> = {
  ECONNREFUSED: [
    "refused the connection",
    "Check the host and port in OIDC_ISSUER, and that the identity provider is running.",
  ],
  ENOTFOUND: ["has a host name that does not exist", "Check the host name in OIDC_ISSUER and this server's DNS."],
  EAI_AGAIN: ["has a host name that could not be resolved", "Check this server's DNS."],
  timeout: [
    "did not respond in time",
    "A sign-in must complete within 5 seconds. Check the network and the identity provider's load.",
  ],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    "has a certificate for another host name",
    "Use the host name in the certificate, or have a new certificate issued for this one.",
  ],
  CERT_HAS_EXPIRED: ["has an expired certificate", "Renew the identity provider's certificate."],
  CERT_NOT_YET_VALID: ["has a certificate that is not valid yet", "Check the clocks of both servers."],
};

/** OpenSSL's codes for a chain that ends at no trusted authority. */
const UNTRUSTED = [
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "CERT_UNTRUSTED",
];

const networkFailure = (code: string): CauseAndAdvice =>
  UNTRUSTED.includes(code)
    ? [
        "has a certificate that this server does not trust",
        "Set NODE_EXTRA_CA_CERTS to a file with the certificate authority's certificate, or configure the provider to send the full chain.",
      ]
    : (NETWORK_FAILURES[code] ?? [
        "could not be reached",
        "Check the network, proxies and firewalls between the two servers.",
      ]);

/** The token endpoint also returns it to a client that it does not know. */
const UNAUTHORIZED_AT_TOKEN =
  "Check OIDC_CLIENT_ID, OIDC_CLIENT_SECRET and the client's authentication method, and that the client may use the authorization code flow.";

const ALLOW_CODE_FLOW = "Allow the authorization code flow for this client at the identity provider.";
const ALLOW_SCOPES = "Allow the scopes openid, email and profile for this client at the identity provider.";
const SIGN_IN_THERE = "Sign in at the identity provider once and complete what it asks for.";
const CHECK_REDIRECT_URI = "Check that the client's redirect URI is exactly the one on Administration > Federation";

const OAUTH_ADVICE: Readonly<Record<string, string>> = {
  invalid_client:
    "Check OIDC_CLIENT_ID and OIDC_CLIENT_SECRET, that the secret has not expired, and the client's authentication method.",
  invalid_grant: `The code was already used, has expired, or was issued for another client or redirect URI. ${CHECK_REDIRECT_URI}.`,
  unauthorized_client: ALLOW_CODE_FLOW,
  unsupported_grant_type: ALLOW_CODE_FLOW,
  unsupported_response_type: ALLOW_CODE_FLOW,
  invalid_scope: ALLOW_SCOPES,
  insufficient_scope: ALLOW_SCOPES,
  invalid_token: "Check that the UserInfo endpoint accepts the provider's own access tokens.",
  invalid_request: `${CHECK_REDIRECT_URI}, and that PKCE with S256 is allowed.`,
  consent_required: "Ask the user to give consent, or grant it for all users as an administrator of the provider.",
  interaction_required: SIGN_IN_THERE,
  login_required: SIGN_IN_THERE,
  account_selection_required: SIGN_IN_THERE,
  server_error: CHECK_LOG,
  temporarily_unavailable: "Try again in a moment. If it keeps failing, check the identity provider's log.",
};

const oauthAdvice: Sentence = ({ step, oauthError = "" }) =>
  (step === "token" && oauthError === "unauthorized_client" ? UNAUTHORIZED_AT_TOKEN : OAUTH_ADVICE[oauthError]) ??
  "Look up the error in the identity provider's documentation and log.";

const statusAdvice: Sentence = ({ step, status = 0, url }) => {
  if (status >= 500) return CHECK_LOG;
  if (status === 429) return "The identity provider limits requests. Try again later.";
  if (status >= 300 && status < 400) return "Redirects are not followed. Use the URL that it redirects to.";
  if (step === "discovery")
    return `Set OIDC_ISSUER to the part before /.well-known/openid-configuration. Open ${url} in a browser to check it.`;
  if (step === "userinfo" && (status === 401 || status === 403))
    return "The provider rejected the access token that it had just issued. Check the client's scopes.";
  return CHECK_LOG;
};

const oauthError: Sentence = ({ step, url, status, oauthError = "", oauthErrorDescription }) => {
  const error = printable(oauthError) + (oauthErrorDescription ? `: ${quoted(oauthErrorDescription)}` : "");
  return step === "callback"
    ? `the identity provider returned ${error}.`
    : `${url} responded with HTTP ${status} and ${error}.`;
};

const TOLERANCE_SECONDS = 60;

const clockError: Sentence = ({ clockSkew, maxAgeSeconds }) => {
  const { claim, seconds } = clockSkew ?? { claim: "iat", seconds: 0 };
  const distance = Math.abs(seconds);
  if (claim === "exp") return `it expired ${distance} seconds ago by this server's clock.`;
  if (maxAgeSeconds && seconds < 0)
    return `it was issued ${distance} seconds ago by this server's clock. Up to ${maxAgeSeconds} seconds are accepted.`;
  const direction = seconds > 0 ? "ahead of" : "behind";
  return `the provider's clock is ${distance} seconds ${direction} this server's. Up to ${TOLERANCE_SECONDS} seconds are accepted.`;
};

const CAUSES: Readonly<Record<ProviderErrorCode, Sentence>> = {
  network: ({ url, networkCode = "" }) => `${url} ${networkFailure(networkCode)[0]} (${networkCode}).`,
  status: ({ url, status }) => `${url} responded with HTTP ${status}.`,
  "oauth-error": oauthError,
  denied: oauthError,
  insecure: ({ url }) => `${quoted(url)} is not an HTTPS URL.`,
  issuer: ({ issuer, expectedIssuer }) =>
    `the provider's issuer is ${quoted(issuer)}, but OIDC_ISSUER is ${quoted(expectedIssuer)}.`,
  incomplete: ({ detail }) => `the provider's configuration has no ${detail}.`,
  algorithm: ({ algorithm, acceptedAlgorithms = [] }) =>
    `it is signed with ${quoted(algorithm)}. Accepted are ${acceptedAlgorithms.join(", ")}.`,
  signature: () => "it is not signed with one of the identity provider's keys.",
  audience: () => "it was issued for another client.",
  nonce: () => "its nonce is not the one of the authorization request.",
  subject: () => "its sub is not the one in the ID token.",
  clock: clockError,
  replay: () => "it was already used.",
  malformed: ({ url, detail }) => `${url ? `${url} responded ` : ""}${detail}.`,
  off: () => "no identity provider is in use.",
};

const ADVICE: Readonly<Record<ProviderErrorCode, Sentence>> = {
  network: ({ networkCode = "" }) => networkFailure(networkCode)[1],
  status: statusAdvice,
  "oauth-error": oauthAdvice,
  denied: () =>
    "The user cancelled, or is not assigned to this client. Check the client's assignments at the provider.",
  insecure: () => "Configure the identity provider to publish HTTPS URLs.",
  issuer: () => "Set OIDC_ISSUER to exactly the provider's issuer, including any slash at the end.",
  incomplete: () => "Check that the provider supports OpenID Connect with the authorization code flow.",
  algorithm: () => "Set the signature algorithm of this client's ID tokens to RS256 at the identity provider.",
  signature: () => "Check that the provider's jwks_uri publishes the keys that it signs with.",
  audience: () => "Check OIDC_CLIENT_ID.",
  nonce: () => "Start the sign-in again. If it keeps failing, check that the provider returns the nonce.",
  subject: () => "Configure the identity provider to use the same sub in ID tokens and at its UserInfo endpoint.",
  clock: () => "Keep the clocks of both servers in sync with NTP.",
  replay: () => "Check why the identity provider sends it twice.",
  malformed: () => "Check that OIDC_ISSUER is an OpenID Connect provider, and check its log.",
  off: () => "Set OIDC_ISSUER and remove OIDC_TEST_MODE.",
};
