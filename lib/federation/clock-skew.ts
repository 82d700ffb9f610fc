import type { ClockSkew } from "./provider-error-details.ts";

export const CLOCK_TOLERANCE_SECONDS = 60;

/** When a token was issued by our clock, in milliseconds: between the request for it and its arrival. */
export type IssuanceWindow = Readonly<{ from: number; to: number }>;

type TimeClaims = Readonly<{ iat?: unknown; nbf?: unknown; exp?: unknown }>;

/** @param maxBehindSeconds how long before the window `iat` may be */
export function clockSkewOf(
  { iat, nbf, exp }: TimeClaims,
  { from, to }: IssuanceWindow,
  maxBehindSeconds = CLOCK_TOLERANCE_SECONDS,
): ClockSkew | undefined {
  const [earliest, latest] = [Math.floor(from / 1000), Math.floor(to / 1000)];
  if (typeof iat === "number") {
    if (iat - latest > CLOCK_TOLERANCE_SECONDS) return { claim: "iat", seconds: iat - latest };
    if (earliest - iat > maxBehindSeconds) return { claim: "iat", seconds: iat - earliest };
  }
  if (typeof nbf === "number" && nbf - latest > CLOCK_TOLERANCE_SECONDS) return { claim: "nbf", seconds: nbf - latest };
  if (typeof exp === "number" && earliest - exp >= CLOCK_TOLERANCE_SECONDS)
    return { claim: "exp", seconds: exp - earliest };
  return undefined;
}

/** Microsoft Entra ID sets `iat` and `nbf` to this long ago, for clocks that are late. */
const BACKDATED_SECONDS = 300;

/** @param respondedAt the response's `Date`, in milliseconds: tells a backdated token from a clock that is behind */
export function maxBehindSecondsOf(
  { iat, nbf }: TimeClaims,
  respondedAt: number,
  { from, to }: IssuanceWindow,
): number {
  const toleranceMs = CLOCK_TOLERANCE_SECONDS * 1000;
  const isClockRight = respondedAt >= from - toleranceMs && respondedAt <= to + toleranceMs;
  const behind = typeof iat === "number" ? to / 1000 - iat : 0;
  const isBackdated = nbf === iat && Math.abs(behind - BACKDATED_SECONDS) <= CLOCK_TOLERANCE_SECONDS;
  return CLOCK_TOLERANCE_SECONDS + (isClockRight && isBackdated ? BACKDATED_SECONDS : 0);
}
