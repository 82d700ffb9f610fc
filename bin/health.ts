import { config } from "#lib/config/index.ts";

const ANSWERS_WITHIN_MS = 3_000;

/** Whether the server on this machine's configured port is ready. Says on the console why not. */
export async function isHealthy(): Promise<boolean> {
  try {
    const address = `http://127.0.0.1:${config().port}/api/health/ready`;
    const { ok, status } = await fetch(address, { signal: AbortSignal.timeout(ANSWERS_WITHIN_MS) });
    if (!ok) console.error(`Not ready: the server answers with ${status}.`);
    return ok;
  } catch (error) {
    const { message, cause } = error as Error;
    console.error(
      `Not ready: ${cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code : message}`,
    );
    return false;
  }
}
