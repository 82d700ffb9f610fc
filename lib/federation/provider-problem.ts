import { describeProblem } from "./describe-problem.ts";
import type { ProblemDetails, ProblemKind } from "./problem-details.ts";

const TOO_MANY_REQUESTS = 429;

/**
 * The provider cannot be asked, or said what is not to be believed: nobody comes in. Its message tells administrators
 * what went wrong and what to do next; the person who signs in is told less.
 */
export class ProviderProblem extends Error {
  override name = "ProviderProblem";
  readonly kind: ProblemKind;
  readonly details: ProblemDetails;

  constructor(kind: ProblemKind, details: ProblemDetails, cause?: unknown) {
    const shown = cut(details);
    super(describeProblem(kind, shown), { cause });
    this.kind = kind;
    this.details = shown;
  }

  /** Whether it says nothing about the person, and may be over in a moment. */
  get isOutage(): boolean {
    const { status = 0, oauthError } = this.details;
    const isTemporary = status >= 500 || status === TOO_MANY_REQUESTS || oauthError === "temporarily_unavailable";
    return this.kind === "network" || isTemporary;
  }
}

const SHOWN_MAX = 200;

/** No more than the beginning of what the provider wrote. */
const cut = (details: ProblemDetails): ProblemDetails =>
  Object.fromEntries(
    Object.entries(details).map(([name, value]) => [
      name,
      typeof value === "string" ? value.slice(0, SHOWN_MAX) : value,
    ]),
  ) as ProblemDetails;
