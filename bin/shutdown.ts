import { print, reportError } from "./process-output.ts";

/** Ctrl+C can arrive several times: from the terminal, npm and the bootstrap. */
const SAME_SIGNAL_MS = 1_000;

/** Shuts down gracefully on a signal. A second signal exits at once. */
export function stopOnSignals() {
  const steps = new AsyncDisposableStack();
  const stopping = new AbortController();
  let since = 0;

  const stop = async () => {
    if (stopping.signal.aborted) {
      if (Date.now() - since > SAME_SIGNAL_MS) process.exit(130);
      return;
    }
    since = Date.now();
    stopping.abort();
    print("\nStopping …");
    await steps.disposeAsync().catch((error) => {
      reportError(error);
      process.exit(1);
    });
    print("Stopped.");
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);

  return {
    signal: stopping.signal,
    /** Adds a step. The last one added runs first. @throws ReferenceError once the shutdown has started */
    onShutdown: (step: () => Promise<void> | void) => steps.defer(step),
    shutDown: () => steps.disposeAsync(),
  };
}
