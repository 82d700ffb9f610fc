const FIRST_BACKOFF_SECONDS = 5;
const MAX_BACKOFF_SECONDS = 15 * 60;
const MAX_RETRY_AFTER_SECONDS = 3600;

/** Exponential, with jitter: emails that failed together are not retried together. @param random from 0 to 1 */
export function backoffSeconds(failedAttempts: number, random = Math.random()): number {
  const backoff = Math.min(FIRST_BACKOFF_SECONDS * 2 ** (failedAttempts - 1), MAX_BACKOFF_SECONDS);
  return backoff * (1 - random / 2);
}

/** Of a `Retry-After` header, in seconds or as a date (RFC 9110, 10.2.3), capped at an hour. */
export function retryAfterSeconds(header: string | undefined, now = Date.now()): number | undefined {
  const value = header?.trim() ?? "";
  const seconds = /^\d+$/.test(value) ? Number(value) : (parseHttpDate(value) - now) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(Math.ceil(seconds), 1), MAX_RETRY_AFTER_SECONDS);
}

/** An HTTP date starts with a day's name; `Date.parse` also accepts values such as "1.5". */
const parseHttpDate = (value: string): number => (/^[A-Z][a-z]{2}/.test(value) ? Date.parse(value) : Number.NaN);
