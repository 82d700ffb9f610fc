import { requestContext } from "#lib/http/request-context.ts";
import { DatabaseUnavailable } from "./failures.ts";

/** What a request may wait for the database in all, so that it is answered within five seconds. */
const REQUEST_MS = 4_500;
/** What other work may wait for one reading or transaction: longer than a statement may run, by the database's own limit. */
const ELSEWHERE_MS = 20_000;

/**
 * Waits for the database, for as long as the request that does so has time left: whether to be connected, for a
 * connection that is free, or for an answer.
 * @param work is not stopped when nobody waits for it any more, and can ask whether anybody does
 * @param atMostMs where the time for a whole request is too long
 * @throws DatabaseUnavailable when the time is over
 */
export async function withTimeLimit<T>(
  work: (isAwaited: () => boolean) => Promise<T>,
  atMostMs = Number.POSITIVE_INFINITY,
): Promise<T> {
  const context = requestContext();
  const leftMs = Math.min(atMostMs, context ? (context.databaseMsLeft ?? REQUEST_MS) : ELSEWHERE_MS);
  if (leftMs <= 0) throw new DatabaseUnavailable("WAITED_TOO_LONG");
  const began = performance.now();
  const { promise: over, reject } = Promise.withResolvers<never>();
  let isAwaited = true;
  const timer = setTimeout(() => {
    isAwaited = false;
    reject(new DatabaseUnavailable("WAITED_TOO_LONG"));
  }, leftMs);
  try {
    return await Promise.race([work(() => isAwaited), over]);
  } finally {
    clearTimeout(timer);
    if (context) context.databaseMsLeft = (context.databaseMsLeft ?? REQUEST_MS) - (performance.now() - began);
  }
}
