export type ProviderStep = "discovery" | "keys" | "callback" | "token" | "id-token" | "userinfo" | "logout-token";

export type ProviderErrorCode =
  | "network"
  | "status"
  /** RFC 6749, 4.1.2.1 and 5.2. */
  | "oauth-error"
  /** `access_denied`. */
  | "denied"
  | "insecure"
  | "issuer"
  /** `detail` names what the metadata lacks. */
  | "incomplete"
  | "algorithm"
  | "signature"
  | "audience"
  | "nonce"
  /** UserInfo's `sub` is not the ID token's. */
  | "subject"
  | "clock"
  | "replay"
  /** `detail` says how it violates the specification. */
  | "malformed"
  | "off";

export type ClockSkew = Readonly<{
  claim: "iat" | "nbf" | "exp";
  /** Ahead of this server's clock, or behind it where negative. */
  seconds: number;
}>;

/** For logs and pages: no code, token or secret. */
export type ProviderErrorDetails = Readonly<{
  step: ProviderStep;
  url?: string | undefined;
  status?: number | undefined;
  /** Such as `ECONNREFUSED`; `timeout` at the deadline. */
  networkCode?: string | undefined;
  oauthError?: string | undefined;
  oauthErrorDescription?: string | undefined;
  algorithm?: string | undefined;
  acceptedAlgorithms?: readonly string[] | undefined;
  issuer?: string | undefined;
  expectedIssuer?: string | undefined;
  clockSkew?: ClockSkew | undefined;
  maxAgeSeconds?: number | undefined;
  detail?: string | undefined;
}>;
