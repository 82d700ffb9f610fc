import { setTimeout as delay } from "node:timers/promises";
import postgres from "postgres";
import { DatabaseUnavailable, presentable } from "./failures.ts";

const RETRY_MS = 500;
const CONNECT_TIMEOUT_SECONDS = 3;

/**
 * Waits for a database that starts at the same time. Returns at once when it answers, when it refuses for a reason that
 * waiting does not change, and when the time is over: whoever uses it next learns why.
 * @param onWaiting told once why it has to wait, when it has to
 */
export async function waitForDatabase(url: string, withinMs: number, onWaiting: (reason: string) => void) {
  const until = performance.now() + withinMs;
  for (let isTold = false; performance.now() < until; await delay(RETRY_MS)) {
    const reason = await whyUnavailable(url);
    if (!reason) return;
    if (!isTold) onWaiting(reason);
    isTold = true;
  }
}

async function whyUnavailable(url: string): Promise<string | undefined> {
  const connection = postgres(url, { max: 1, connect_timeout: CONNECT_TIMEOUT_SECONDS, onnotice: () => {} });
  try {
    await connection`SELECT 1`;
    return undefined;
  } catch (error) {
    const failure = presentable(error);
    return failure instanceof DatabaseUnavailable ? failure.code : undefined;
  } finally {
    await connection.end({ timeout: 1 });
  }
}
