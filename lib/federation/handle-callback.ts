import { transaction } from "#db/client.ts";
import { AUTHORIZATION_SECONDS, type AuthorizationRequest } from "./authorization-request.ts";
import { consumeOnce } from "./consume-once.ts";
import { exchange } from "./exchange-code.ts";
import type { IdentityClaims } from "./identity-claims.ts";
import { logProblem } from "./log-problem.ts";
import { ProviderProblem } from "./provider-problem.ts";

/** What the provider's answer to an attempt came to. */
export type CallbackResult =
  | Readonly<{ person: IdentityClaims }>
  /** It answers no attempt of this browser's, or one that was answered before. */
  | Readonly<{ missed: "expired" }>
  | Readonly<{ missed: "problem"; problem: ProviderProblem }>;

/**
 * Takes the provider's answer to an attempt, once.
 * @param attempt the one that this browser has begun, as its cookie says
 * @param parameters the callback's
 */
export async function handleCallback(
  attempt: AuthorizationRequest,
  parameters: URLSearchParams,
): Promise<CallbackResult> {
  if (parameters.get("state") !== attempt.state) return { missed: "expired" };
  const isNewLink = await transaction((tx) => consumeOnce(tx, attempt.state, AUTHORIZATION_SECONDS));
  if (!isNewLink) return { missed: "expired" };
  try {
    return { person: await exchange(attempt, parameters) };
  } catch (error) {
    if (!(error instanceof ProviderProblem)) throw error;
    logProblem(error);
    return { missed: "problem", problem: error };
  }
}
