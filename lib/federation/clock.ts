import type { ClockDifference } from "./problem-details.ts";

/** How far the provider's clock may be from ours, in seconds, either way. */
export const CLOCK_TOLERANCE_SECONDS = 60;

/** Between which moments, in milliseconds, a token was issued by our clock: from the request for it to its arrival. */
export type IssuedBetween = Readonly<{ from: number; to: number }>;

type Times = Readonly<{ iat?: unknown; nbf?: unknown; exp?: unknown }>;

/**
 * The claim of a token by which the provider's clock is too far from ours, and how far.
 * @param maxBehindSeconds how long before the window it may say that it was issued
 * @returns `undefined` within the tolerance, and for claims that are no numbers
 */
export function clockDifference(
  { iat, nbf, exp }: Times,
  { from, to }: IssuedBetween,
  maxBehindSeconds = CLOCK_TOLERANCE_SECONDS,
): ClockDifference | undefined {
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

/** Microsoft Entra ID dates its tokens back by this much, `nbf` with `iat`, for clocks that are late. */
const BACKDATED_SECONDS = 300;

/**
 * How long ago a token that was issued just now may say that it was issued. One that is dated back is told from a clock
 * that is behind by the date of the answer that it came in.
 * @param answeredAt the answer's `Date`, in milliseconds
 */
export function maxBehindOf({ iat, nbf }: Times, answeredAt: number, { from, to }: IssuedBetween): number {
  const toleranceMs = CLOCK_TOLERANCE_SECONDS * 1000;
  const isOnTime = answeredAt >= from - toleranceMs && answeredAt <= to + toleranceMs;
  const behind = typeof iat === "number" ? to / 1000 - iat : 0;
  const isDatedBack = nbf === iat && Math.abs(behind - BACKDATED_SECONDS) <= CLOCK_TOLERANCE_SECONDS;
  return CLOCK_TOLERANCE_SECONDS + (isOnTime && isDatedBack ? BACKDATED_SECONDS : 0);
}
