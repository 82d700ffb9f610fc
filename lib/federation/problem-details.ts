/** Where on the way it went wrong. */
export type ProviderStep = "discovery" | "keys" | "callback" | "token" | "id-token" | "userinfo" | "logout-token";

export type ProblemKind =
  /** No answer: `networkCode` says why. */
  | "network"
  /** An HTTP status that is no answer to what was asked. */
  | "status"
  /** An error of OAuth 2.0, at the callback or a response body (RFC 6749, 4.1.2.1 and 5.2). */
  | "oauth-error"
  /** The person, or the provider, called it off. */
  | "denied"
  /** An address that is not https. */
  | "insecure"
  /** `issuer` is not the one that is configured. */
  | "issuer"
  /** The configuration lacks what `detail` names. */
  | "incomplete"
  /** `algorithm` is not among `acceptedAlgorithms`. */
  | "algorithm"
  | "signature"
  | "audience"
  | "nonce"
  /** Another person at the UserInfo endpoint than in the ID token. */
  | "subject"
  /** `clock` says which claim is how far off. */
  | "clock"
  /** StatusMessage a second time. */
  | "replay"
  /** Not what the standard says: `detail` names it. */
  | "malformed"
  /** No provider signs people in here. */
  | "off";

export type ClockDifference = Readonly<{
  /** The claim that tells the time: when it was issued, from when on, or until when it is good. */
  claim: "iat" | "nbf" | "exp";
  /** How far it is from now: ahead of this server's clock, or behind it where negative. */
  seconds: number;
}>;

/** What is known of a problem. Nothing here is a code, a token or a secret. */
export type ProblemDetails = Readonly<{
  step: ProviderStep;
  /** What was asked, without its query. */
  address?: string | undefined;
  status?: number | undefined;
  /** Of the operating system, TLS or the HTTP client, such as `ECONNREFUSED`; `timeout` when time was over. */
  networkCode?: string | undefined;
  oauthError?: string | undefined;
  oauthErrorDescription?: string | undefined;
  algorithm?: string | undefined;
  acceptedAlgorithms?: readonly string[] | undefined;
  issuer?: string | undefined;
  expectedIssuer?: string | undefined;
  clock?: ClockDifference | undefined;
  /** How many seconds ago a token may have been issued that is sent by itself, and may be late. */
  maxAgeSeconds?: number | undefined;
  detail?: string | undefined;
}>;
