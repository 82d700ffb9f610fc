/** Whatever a provider says, somebody looks at the queue within an hour. */
const LONGEST_SECONDS = 3600;

/**
 * The seconds that a `Retry-After` header asks to wait, given as such or as a date (RFC 9110, 10.2.3).
 * @returns `undefined` for none and for what is neither
 */
export function retryAfterSeconds(header: string | undefined, now = Date.now()): number | undefined {
  const asked = header?.trim() ?? "";
  const seconds = /^\d+$/.test(asked) ? Number(asked) : (dateIn(asked) - now) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(Math.ceil(seconds), 1), LONGEST_SECONDS);
}

/** A date begins with the name of its day; what else `Date.parse` takes for one, such as "1.5", is none. */
const dateIn = (text: string): number => (/^[A-Z][a-z]{2}/.test(text) ? Date.parse(text) : Number.NaN);
