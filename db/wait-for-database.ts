import { setTimeout as delay } from "node:timers/promises";
import postgres from "postgres";
import { DatabaseUnavailable, withoutValues } from "./errors.ts";

const RETRY_MS = 500;
const CONNECT_TIMEOUT_SECONDS = 3;

/**
 * Returns at the timeout too, and on a refusal that waiting does not change: the next query fails with the reason.
 * @param onWaiting called once with the error code, before the first retry
 */
export async function waitForDatabase(url: string, timeoutMs: number, onWaiting: (code: string) => void) {
  const deadline = performance.now() + timeoutMs;
  for (let isFirst = true; performance.now() < deadline; await delay(RETRY_MS)) {
    const code = await unavailableCode(url);
    if (!code) return;
    if (isFirst) onWaiting(code);
    isFirst = false;
  }
}

async function unavailableCode(url: string): Promise<string | undefined> {
  const connection = postgres(url, { max: 1, connect_timeout: CONNECT_TIMEOUT_SECONDS, onnotice: () => {} });
  try {
    await connection`SELECT 1`;
    return undefined;
  } catch (error) {
    const failure = withoutValues(error);
    return failure instanceof DatabaseUnavailable ? failure.code : undefined;
  } finally {
    await connection.end({ timeout: 1 });
  }
}
