type Step = () => Promise<void> | void;

/** Ctrl-C can reach this process several times: from the terminal, through npm, and through the bootstrap. */
const SAME_SIGNAL_MS = 1_000;

/**
 * Ends this process in order when it is told to: the steps run last in, first out. A second signal ends it at once:
 * what is left is then left to the exit handlers.
 */
export function stopOnSignals() {
  const steps = new AsyncDisposableStack();
  let since: number | undefined;

  const stop = async () => {
    if (since !== undefined) {
      if (Date.now() - since > SAME_SIGNAL_MS) process.exit(130);
      return;
    }
    since = Date.now();
    console.log("\nStopping …");
    try {
      await steps.disposeAsync();
      console.log("Stopped.");
      process.exit(0);
    } catch (error) {
      console.error(error);
      process.exit(1);
    }
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);

  return {
    /** Adds what has to be undone. @throws ReferenceError once everything is being undone */
    later: (step: Step) => steps.defer(step),
    isStopping: () => since !== undefined,
    /** Undoes everything, for an end that nobody has asked for. */
    unwind: () => steps.disposeAsync(),
  };
}
