import { transaction } from "#db/client.ts";
import { authenticationMode } from "#lib/config/authentication-mode.ts";
import { identifierDigest } from "#lib/crypto/derived-keys.ts";
import { RetryLater, UserError } from "#lib/errors.ts";
import type { RequestSource } from "#lib/http/request-source.ts";
import { type AttemptLimits, attemptFailed, attemptSucceeded, checkLimits } from "#lib/rate-limits/attempt-limits.ts";
import { purgeExpired } from "#lib/rate-limits/counters.ts";
import { type AuthorizationRequest, startAuthorization } from "./authorization-request.ts";
import { completeFederatedSignIn } from "./complete-sign-in.ts";
import { handleCallback } from "./handle-callback.ts";
import { ProviderError } from "./provider-error.ts";
import { recordFailedSignIn } from "./record-failed-sign-in.ts";

/** Shown to users, so none reveals whether an account exists. */
export const SIGN_IN_PROBLEMS = ["no-access", "refused", "unreachable", "expired", "cancelled", "throttled"] as const;

export type SignInProblem = (typeof SIGN_IN_PROBLEMS)[number];

export type ProviderSignIn =
  | Readonly<{ signedIn: true; sessionToken: string }>
  | Readonly<{ signedIn: false; problem: SignInProblem }>;

const failed = (problem: SignInProblem): ProviderSignIn => ({ signedIn: false, problem });

/** @throws UserError while users sign in with passwords, ProviderError (recorded) if the provider is unreachable */
export async function startProviderSignIn(returnTo: string, reauthenticate: boolean, { address }: RequestSource) {
  if (!authenticationMode().provider) throw new UserError("Sign in with your email and password.");
  try {
    return await startAuthorization({ purpose: "sign-in", returnTo }, reauthenticate);
  } catch (error) {
    if (error instanceof ProviderError) await recordProviderError(error, address);
    throw error;
  }
}

/** @param replacedToken of this browser's session until now, which ends (OWASP ASVS 7.2.4) */
export async function signInWithProvider(
  request: AuthorizationRequest,
  callback: URLSearchParams,
  source: RequestSource,
  replacedToken?: string,
): Promise<ProviderSignIn> {
  if (!authenticationMode().provider || request.purpose !== "sign-in") return failed("expired");
  const limits = await limitsUnlessUsedUp(source);
  if (!limits) return failed("throttled");
  const outcome = await completeCallback(request, callback, source, replacedToken);
  if (outcome.signedIn) await transaction((tx) => attemptSucceeded(tx, limits));
  // A provider that cannot be reached has not rejected anybody.
  else if (outcome.problem !== "unreachable") {
    await transaction((tx) => attemptFailed(tx, limits));
    await purgeExpired();
  }
  return outcome;
}

async function completeCallback(
  request: AuthorizationRequest,
  callback: URLSearchParams,
  source: RequestSource,
  replacedToken: string | undefined,
): Promise<ProviderSignIn> {
  const result = await handleCallback(request, callback);
  if (result.status === "expired") return failed("expired");
  if (result.status === "authenticated") {
    const sessionToken = await completeFederatedSignIn(result.claims, source, replacedToken);
    return sessionToken === undefined ? failed("no-access") : { signedIn: true, sessionToken };
  }
  const { error } = result;
  await recordProviderError(error, source.address);
  if (error.code === "denied") return failed("cancelled");
  return failed(error.isOutage ? "unreachable" : "refused");
}

const recordProviderError = ({ message: reason }: ProviderError, address: string | null): Promise<void> =>
  transaction((tx) => recordFailedSignIn(tx, { onLabel: "unknown identity", reason, address }));

/** Each callback costs a call to the provider, so failures from one source are limited. */
async function limitsUnlessUsedUp({ address }: RequestSource): Promise<AttemptLimits | undefined> {
  try {
    return await checkLimits({ address, identifier: identifierDigest("the identity provider") });
  } catch (error) {
    if (error instanceof RetryLater) return undefined;
    throw error;
  }
}
