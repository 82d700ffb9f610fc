/** The step of a sign-in or a logout that failed. */
export type ProviderStep = "discovery" | "keys" | "callback" | "token" | "id-token" | "userinfo" | "logout-token";

export type ProviderErrorCode =
  /** No response: `networkCode` says why. */
  | "network"
  /** An unexpected HTTP status, without an OAuth error. */
  | "status"
  /** An OAuth error at the callback or in a response (RFC 6749, 4.1.2.1 and 5.2). */
  | "oauth-error"
  /** `access_denied` at the callback. */
  | "denied"
  /** A URL that is not https. */
  | "insecure"
  /** `issuer` is not `expectedIssuer`. */
  | "issuer"
  /** The provider's metadata lacks what `detail` names. */
  | "incomplete"
  /** `algorithm` is not among `acceptedAlgorithms`. */
  | "algorithm"
  | "signature"
  | "audience"
  | "nonce"
  /** The UserInfo endpoint's `sub` is not the ID token's. */
  | "subject"
  /** `clockSkew` says which claim is how far off. */
  | "clock"
  | "replay"
  /** Violates the specification: `detail` says how. */
  | "malformed"
  /** Federation is off. */
  | "off";

export type ClockSkew = Readonly<{
  claim: "iat" | "nbf" | "exp";
  /** How far the claim is from this server's clock: ahead of it, or behind it where negative. */
  seconds: number;
}>;

/** What is known of a failure. Nothing here is a code, a token or a secret. */
export type ProviderErrorDetails = Readonly<{
  step: ProviderStep;
  /** What was requested, without its query. */
  url?: string | undefined;
  status?: number | undefined;
  /** Of the operating system, TLS or the HTTP client, such as `ECONNREFUSED`; `timeout` at the deadline. */
  networkCode?: string | undefined;
  oauthError?: string | undefined;
  oauthErrorDescription?: string | undefined;
  algorithm?: string | undefined;
  acceptedAlgorithms?: readonly string[] | undefined;
  issuer?: string | undefined;
  expectedIssuer?: string | undefined;
  clockSkew?: ClockSkew | undefined;
  /** How old a logout token may be. */
  maxAgeSeconds?: number | undefined;
  detail?: string | undefined;
}>;
