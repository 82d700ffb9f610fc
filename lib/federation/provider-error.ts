import { log } from "#lib/logging/log.ts";
import { describeProviderError } from "./describe-provider-error.ts";
import type { ProviderErrorCode, ProviderErrorDetails } from "./provider-error-details.ts";

const TOO_MANY_REQUESTS = 429;

/** The message is for administrators only. */
export class ProviderError extends Error {
  override name = "ProviderError";
  readonly code: ProviderErrorCode;
  readonly details: ProviderErrorDetails;

  constructor(code: ProviderErrorCode, details: ProviderErrorDetails, cause?: unknown) {
    const shown = truncated(details);
    super(describeProviderError(code, shown), { cause });
    this.code = code;
    this.details = shown;
  }

  /** Says nothing about the user, and may be over in a moment. */
  get isOutage(): boolean {
    const { status = 0, oauthError } = this.details;
    const isTemporary = status >= 500 || status === TOO_MANY_REQUESTS || oauthError === "temporarily_unavailable";
    return this.code === "network" || isTemporary;
  }
}

export const logProviderError = ({ code, details, message }: ProviderError): void =>
  log.warn({ part: "federation", problem: code, ...details }, message);

const MAX_LENGTH = 200;

const truncated = (details: ProviderErrorDetails): ProviderErrorDetails =>
  Object.fromEntries(
    Object.entries(details).map(([name, value]) => [
      name,
      typeof value === "string" ? value.slice(0, MAX_LENGTH) : value,
    ]),
  ) as ProviderErrorDetails;
