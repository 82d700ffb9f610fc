import { databaseEnvironment } from "./environment.ts";
import { DatabaseUnavailable } from "./errors.ts";

/** How long one request may wait for the database in total, so that it is answered within five seconds. */
const REQUEST_MS = 4_500;
/** The limit for each query or transaction outside requests: longer than the database's own `statement_timeout`. */
const BACKGROUND_MS = 20_000;

/** @param work is not stopped at the limit; its signal is aborted. @throws DatabaseUnavailable when the time is over */
export async function withTimeLimit<T>(
  work: (signal: AbortSignal) => Promise<T>,
  limitMs = Number.POSITIVE_INFINITY,
): Promise<T> {
  const budget = databaseEnvironment().requestBudget();
  const leftMs = Math.min(limitMs, budget ? (budget.databaseMsLeft ?? REQUEST_MS) : BACKGROUND_MS);
  if (leftMs <= 0) throw new DatabaseUnavailable("TIMEOUT");
  const startedAt = performance.now();
  const controller = new AbortController();
  const { promise: timedOut, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const timeout = new DatabaseUnavailable("TIMEOUT");
    controller.abort(timeout);
    reject(timeout);
  }, leftMs);
  try {
    return await Promise.race([work(controller.signal), timedOut]);
  } finally {
    clearTimeout(timer);
    if (budget) budget.databaseMsLeft = (budget.databaseMsLeft ?? REQUEST_MS) - (performance.now() - startedAt);
  }
}
