import { log } from "#lib/logging/log.ts";
import type { MatchFailure } from "./match-account.ts";
import type { ProviderProblem } from "./provider-problem.ts";

/** Notes what was wrong with the provider, or its answer, in one line. */
export const logProblem = ({ kind, details, message }: ProviderProblem): void =>
  log.warn({ part: "federation", problem: kind, ...details }, message);

/** Notes why somebody whom the provider spoke of was not let in: not who. */
export const logMatchFailure = (refusal: MatchFailure, reason: string): void =>
  log.warn({ part: "federation", problem: refusal }, reason);
