/** What can be wrong between a provider and us, in sentences for the log, the history and the rehearsal. */
const PROBLEMS = {
  unreachable: "The identity provider did not answer in time, or answered with a failure.",
  insecure: "The identity provider names an address that is not https.",
  "other-issuer": "The identity provider calls itself by another issuer than OIDC_ISSUER, letter by letter.",
  incomplete: "The identity provider's configuration lacks an address that signing in needs.",
  client: "The identity provider does not accept OIDC_CLIENT_ID with OIDC_CLIENT_SECRET.",
  code: "The identity provider did not accept the code that it had given out.",
  signature: "The ID token is not signed by one of the identity provider's keys.",
  issuer: "The ID token is from another issuer.",
  audience: "The ID token is for another client than OIDC_CLIENT_ID.",
  clock: "The ID token is expired, too old or from the future: a clock is wrong, there or here.",
  nonce: "The ID token answers another sign-in.",
  person: "The identity provider speaks of one person in the ID token and of another one at its UserInfo endpoint.",
  answer: "The identity provider's answer is not one of OpenID Connect.",
} as const;

export type ProblemKind = keyof typeof PROBLEMS;

/** The provider cannot be asked, or said what is not to be believed: nobody comes in. */
export class ProviderProblem extends Error {
  override name = "ProviderProblem";
  readonly kind: ProblemKind;

  constructor(kind: ProblemKind, cause?: unknown) {
    super(PROBLEMS[kind], { cause });
    this.kind = kind;
  }
}
