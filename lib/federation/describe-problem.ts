import { printable } from "#lib/text/printable.ts";
import type { ProblemDetails, ProblemKind, ProviderStep } from "./problem-details.ts";

const STEPS: Readonly<Record<ProviderStep, string>> = {
  discovery: "Discovery",
  keys: "Fetching the provider's signing keys",
  callback: "The authorization request",
  token: "The token request",
  "id-token": "Checking the ID token",
  userinfo: "The UserInfo request",
  "logout-token": "Checking the logout token",
};

/** How a problem is told to administrators: the step, what went wrong there, and in one sentence what to do next. */
export const describeProblem = (kind: ProblemKind, details: ProblemDetails): string =>
  `${STEPS[details.step]} failed: ${CAUSES[kind](details)} ${ADVICE[kind](details)}`;

type Sentence = (details: ProblemDetails) => string;

/** What the provider wrote. */
const quoted = (text: string | undefined): string => `“${printable(text ?? "")}”`;

const NETWORK: Readonly<Record<string, readonly [cause: string, advice: string]>> = {
  ECONNREFUSED: [
    "refused the connection",
    "Check the host and port of OIDC_ISSUER, and that the identity provider is running.",
  ],
  ENOTFOUND: ["has a host name that does not exist", "Check the host name in OIDC_ISSUER, and this server's DNS."],
  EAI_AGAIN: ["has a host name that could not be looked up", "Check this server's DNS."],
  timeout: [
    "did not answer in time",
    "Everything that one sign-in asks has to be over in 5 seconds: check the network, and the load of the identity provider.",
  ],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    "has a certificate for another host name",
    "Use the host name that is in the certificate, or have it issued for this one.",
  ],
  CERT_HAS_EXPIRED: ["has a certificate that has expired", "Renew the identity provider's certificate."],
  CERT_NOT_YET_VALID: ["has a certificate that is not valid yet", "Check the clocks of both servers."],
};

/** Codes of OpenSSL for a chain that ends at nobody whom this server trusts. */
const UNTRUSTED = [
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "CERT_UNTRUSTED",
];

const networkFailure = (code: string): readonly [cause: string, advice: string] =>
  UNTRUSTED.includes(code)
    ? [
        "has a certificate that this server does not trust",
        "Set NODE_EXTRA_CA_CERTS to a file with the certificate authority's certificate, or have the provider send the whole chain.",
      ]
    : (NETWORK[code] ?? ["broke off", "Check the network, the proxies and the firewalls between the two servers."]);

/** Where the token endpoint says it, the client may not be known there at all. */
const UNAUTHORIZED_AT_TOKEN =
  "Check OIDC_CLIENT_ID and OIDC_CLIENT_SECRET, the client authentication that is set for the client, and that it may use the authorization code flow.";

const OAUTH_ADVICE: Readonly<Record<string, string>> = {
  invalid_client:
    "Check OIDC_CLIENT_ID and OIDC_CLIENT_SECRET, whether the secret has expired, and the client authentication that is set for the client.",
  invalid_grant:
    "The code was used, is too old, or was given out for another client or redirect URI: compare the redirect URI with the one on this page, letter by letter.",
  unauthorized_client: "Allow the authorization code flow for the client at the identity provider.",
  unsupported_grant_type: "Allow the authorization code flow for the client at the identity provider.",
  unsupported_response_type: "Allow the authorization code flow for the client at the identity provider.",
  invalid_scope: "Allow the scopes openid, email and profile for the client at the identity provider.",
  invalid_token: "Check that the provider's access tokens are accepted at its own UserInfo endpoint.",
  insufficient_scope: "Allow the scopes openid, email and profile for the client at the identity provider.",
  invalid_request: "Compare the redirect URI with the one on this page, and check that PKCE with S256 is allowed.",
  consent_required:
    "Consent was not given: have the person accept it, or an administrator of the identity provider grant it for everybody.",
  interaction_required: "Sign in at the identity provider once, and do there what it asks for.",
  login_required: "Sign in at the identity provider once, and do there what it asks for.",
  account_selection_required: "Sign in at the identity provider once, and do there what it asks for.",
  server_error: "Look into the log of the identity provider.",
  temporarily_unavailable: "Try again in a moment, and look into the log of the identity provider.",
};

const statusAdvice: Sentence = ({ step, status = 0, address }) => {
  if (status >= 500) return "Look into the log of the identity provider.";
  if (status === 429) return "The identity provider limits how often it is asked: try again later.";
  if (status >= 300 && status < 400) return "Redirects are not followed: use the address that it leads to.";
  if (step === "discovery")
    return `OIDC_ISSUER has to be the address in front of /.well-known/openid-configuration: open ${address} in a browser.`;
  if (step === "userinfo" && (status === 401 || status === 403))
    return "The provider did not accept the access token that it had just given out: check the scopes of the client.";
  return "Look into the log of the identity provider.";
};

const wroteError: Sentence = ({ oauthError, oauthErrorDescription }) =>
  `${printable(oauthError ?? "")}${oauthErrorDescription ? `: ${quoted(oauthErrorDescription)}` : ""}.`;

const sayError: Sentence = (details) =>
  details.step === "callback"
    ? `the identity provider sent the person back with ${wroteError(details)}`
    : `${details.address} answered with HTTP ${details.status} and ${wroteError(details)}`;

const ACCEPTED_SECONDS = 60;

const sayClock: Sentence = ({ clock, maxAgeSeconds }) => {
  const { claim, seconds } = clock ?? { claim: "iat", seconds: 0 };
  const away = Math.abs(seconds);
  if (claim === "exp") return `it expired ${away} seconds ago by this server's clock.`;
  if (maxAgeSeconds && seconds < 0)
    return `it was issued ${away} seconds ago by this server's clock, and ${maxAgeSeconds} are accepted.`;
  const direction = seconds > 0 ? "ahead of" : "behind";
  return `the provider's clock is ${away} seconds ${direction} this server's. Up to ${ACCEPTED_SECONDS} are accepted.`;
};

const CAUSES: Readonly<Record<ProblemKind, Sentence>> = {
  network: ({ address, networkCode = "" }) => `${address} ${networkFailure(networkCode)[0]} (${networkCode}).`,
  status: ({ address, status }) => `${address} answered with HTTP ${status}.`,
  "oauth-error": sayError,
  denied: sayError,
  insecure: ({ address }) => `${quoted(address)} is not an https address.`,
  issuer: ({ issuer, expectedIssuer }) =>
    `the provider calls itself ${quoted(issuer)}, and OIDC_ISSUER is ${quoted(expectedIssuer)}.`,
  incomplete: ({ detail }) => `the provider's configuration has no ${detail}.`,
  algorithm: ({ algorithm, acceptedAlgorithms = [] }) =>
    `it is signed with ${quoted(algorithm)}. Accepted are ${acceptedAlgorithms.join(", ")}.`,
  signature: () => "it is not signed by one of the identity provider's keys.",
  audience: () => "it is for another client than OIDC_CLIENT_ID.",
  nonce: () => "it answers another authorization request.",
  subject: () => "it speaks of another person (sub) than the ID token.",
  clock: sayClock,
  replay: () => "it was sent before.",
  malformed: ({ address, detail }) => `${address ? `${address} answered, but ` : ""}${detail}.`,
  off: () => "no identity provider signs people in here.",
};

const ADVICE: Readonly<Record<ProblemKind, Sentence>> = {
  network: ({ networkCode = "" }) => networkFailure(networkCode)[1],
  status: statusAdvice,
  "oauth-error": ({ step, oauthError = "" }) =>
    (step === "token" && oauthError === "unauthorized_client" ? UNAUTHORIZED_AT_TOKEN : OAUTH_ADVICE[oauthError]) ??
    "Look the error up in the identity provider's documentation and its log.",
  denied: () => "The person called it off, or may not use this client: check who is assigned to it at the provider.",
  insecure: () => "Have the identity provider publish https addresses.",
  issuer: () => "Set OIDC_ISSUER to exactly what the provider calls itself, slash at the end included.",
  incomplete: () => "Gatehouse needs a provider that offers OpenID Connect with the authorization code flow.",
  algorithm: () => "Set the signature algorithm of ID tokens for this client to RS256 at the identity provider.",
  signature: () => "Check that the keys at the provider's jwks_uri are the ones that it signs with.",
  audience: () => "Check OIDC_CLIENT_ID.",
  nonce: () => "Start the sign-in again; if it goes on, check that the provider repeats the nonce.",
  subject: () => "Have the identity provider use the same sub in ID tokens and at its UserInfo endpoint.",
  clock: () => "Let both servers take their time from the network (NTP).",
  replay: () => "Check why the identity provider sends it twice.",
  malformed: () => "Check that OIDC_ISSUER is an OpenID Connect provider, and look into its log.",
  off: () => "Set OIDC_ISSUER, and take OIDC_TEST_MODE away.",
};
