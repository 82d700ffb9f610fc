import { tell } from "./process-output.ts";
import { report } from "./report.ts";

/** Ctrl-C can reach this process several times: from the terminal, through npm, and through the bootstrap. */
const SAME_SIGNAL_MS = 1_000;

/** Ends this process in order when it is told to. A second signal ends it at once, and leaves the rest to exit handlers. */
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
    tell("\nStopping …");
    await steps.disposeAsync().catch((error) => {
      report(error);
      process.exit(1);
    });
    tell("Stopped.");
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);

  return {
    /** Aborted as soon as the process is told to end. */
    signal: stopping.signal,
    /** Adds a step, of which the last runs first. @throws ReferenceError once they run */
    onShutdown: (step: () => Promise<void> | void) => steps.defer(step),
    /** Runs the steps, for an end that nobody has asked for. */
    shutDown: () => steps.disposeAsync(),
  };
}
