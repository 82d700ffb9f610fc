import { transaction } from "#db/client.ts";
import { config } from "#lib/config/index.ts";
import { identifierDigest } from "#lib/crypto/derived-keys.ts";
import { RetryLater, UserError } from "#lib/errors.ts";
import type { RequestSource } from "#lib/http/request-source.ts";
import { type AttemptLimits, attemptFailed, attemptSucceeded, checkLimits } from "#lib/rate-limits/attempt-limits.ts";
import { type AuthorizationRequest, startAuthorization } from "./authorization-request.ts";
import { completeFederatedSignIn } from "./complete-sign-in.ts";
import { handleCallback } from "./handle-callback.ts";
import { ProviderProblem } from "./provider-problem.ts";
import { recordRejection } from "./record-rejection.ts";

/** Why nobody was signed in, as far as the person is told: whether an account exists is not among it. */
export const SIGN_IN_PROBLEMS = ["no-access", "refused", "unreachable", "expired", "cancelled", "throttled"] as const;

export type SignInProblem = (typeof SIGN_IN_PROBLEMS)[number];

export type ProviderSignIn =
  | Readonly<{ signedIn: true; sessionToken: string }>
  | Readonly<{ signedIn: false; problem: SignInProblem }>;

const refused = (problem: SignInProblem): ProviderSignIn => ({ signedIn: false, problem });

/**
 * Begins a sign-in at the identity provider.
 * @param next where to go on to afterwards: a path here, or an address behind the gate
 * @param asSomebodyElse whether the provider is to ask again who it is
 * @throws UserError while people sign in with passwords
 * @throws ProviderProblem (and records it) when the provider cannot be asked
 */
export async function startProviderSignIn(next: string, asSomebodyElse: boolean, { address }: RequestSource) {
  if (!config().federation) throw new UserError("Sign in with your email and password.");
  try {
    return await startAuthorization({ purpose: "sign-in", next }, asSomebodyElse);
  } catch (error) {
    if (error instanceof ProviderProblem) await recordProblem(error, address);
    throw error;
  }
}

/**
 * Signs in whom the identity provider sent back.
 * @param attempt the sign-in that this browser has begun
 * @param answer the callback's parameters
 * @param replacedSecret the session this browser had until now, which ends (OWASP ASVS 7.2.4)
 */
export async function signInWithProvider(
  attempt: AuthorizationRequest,
  answer: URLSearchParams,
  source: RequestSource,
  replacedSecret?: string,
): Promise<ProviderSignIn> {
  if (!config().federation || attempt.purpose !== "sign-in") return refused("expired");
  const limits = await limitsWithin(source);
  if (!limits) return refused("throttled");
  const signedIn = await takeSignIn(attempt, answer, source, replacedSecret);
  if (signedIn.signedIn) await attemptSucceeded(limits);
  // A provider that cannot be reached has said nothing about anybody.
  else if (signedIn.problem !== "unreachable") await attemptFailed(limits);
  return signedIn;
}

async function takeSignIn(
  attempt: AuthorizationRequest,
  answer: URLSearchParams,
  source: RequestSource,
  replacedSecret: string | undefined,
): Promise<ProviderSignIn> {
  const answered = await handleCallback(attempt, answer);
  if ("person" in answered) {
    const sessionToken = await completeFederatedSignIn(answered.person, source, replacedSecret);
    return sessionToken === undefined ? refused("no-access") : { signedIn: true, sessionToken };
  }
  if (answered.missed === "expired") return refused("expired");
  const { problem } = answered;
  await recordProblem(problem, source.address);
  if (problem.kind === "denied") return refused("cancelled");
  return refused(problem.isOutage ? "unreachable" : "refused");
}

const recordProblem = ({ message: reason }: ProviderProblem, address: string | null): Promise<void> =>
  transaction((tx) => recordRejection(tx, { onLabel: "unknown identity", reason, address }));

/** Each answer costs the provider a call: `undefined` when too many from one source have come to nothing. */
async function limitsWithin({ address }: RequestSource): Promise<AttemptLimits | undefined> {
  try {
    return await checkLimits({ address, identifier: identifierDigest("the identity provider") });
  } catch (error) {
    if (error instanceof RetryLater) return undefined;
    throw error;
  }
}
