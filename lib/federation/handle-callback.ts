import { transaction } from "#db/client.ts";
import { ATTEMPT_SECONDS, type Attempt } from "./authorization-request.ts";
import { spend } from "./consume-once.ts";
import { exchange } from "./exchange-code.ts";
import type { ProviderPerson } from "./identity-claims.ts";
import { logProblem } from "./log-problem.ts";
import { ProviderProblem } from "./provider-problem.ts";

/** What the provider's answer to an attempt came to. */
export type Answered =
  | Readonly<{ person: ProviderPerson }>
  /** It answers no attempt of this browser's, or one that was answered before. */
  | Readonly<{ missed: "expired" }>
  | Readonly<{ missed: "problem"; problem: ProviderProblem }>;

/**
 * Takes the provider's answer to an attempt, once.
 * @param attempt the one that this browser has begun, as its cookie says
 * @param parameters the callback's
 */
export async function takeAnswer(attempt: Attempt, parameters: URLSearchParams): Promise<Answered> {
  if (parameters.get("state") !== attempt.state) return { missed: "expired" };
  const isFirst = await transaction((tx) => spend(tx, attempt.state, ATTEMPT_SECONDS));
  if (!isFirst) return { missed: "expired" };
  try {
    return { person: await exchange(attempt, parameters) };
  } catch (error) {
    if (!(error instanceof ProviderProblem)) throw error;
    logProblem(error);
    return { missed: "problem", problem: error };
  }
}
