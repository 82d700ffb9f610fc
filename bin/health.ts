import { config } from "#lib/config/index.ts";

const TIMEOUT_MS = 3_000;

/** Whether the server on the configured port is ready. Prints the reason if not. */
export async function isHealthy(): Promise<boolean> {
  try {
    const url = `http://127.0.0.1:${config().port}/api/health/ready`;
    const { ok, status } = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!ok) console.error(`Not ready: the server responded with status ${status}.`);
    return ok;
  } catch (error) {
    const { message, cause } = error as Error;
    console.error(
      `Not ready: ${cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code : message}`,
    );
    return false;
  }
}
