type Step = () => Promise<void> | void;

/** Ctrl-C reaches this process several times: from the terminal, through npm, and through the bootstrap. */
const SAME_WISH_MS = 1_000;

/**
 * Ends this process in order when it is told to: the steps run last in, first out. A second signal hurries: what is
 * left is then left to the exit handlers.
 */
export function stopOnSignals() {
  const steps: Step[] = [];
  let since: number | undefined;

  const stop = async () => {
    if (since !== undefined) {
      if (Date.now() - since > SAME_WISH_MS) process.exit(130);
      return;
    }
    since = Date.now();
    console.log("\nStopping …");
    try {
      await runAll(steps);
      console.log("Stopped.");
      process.exit(0);
    } catch (error) {
      console.error(error);
      process.exit(1);
    }
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);

  return {
    /** Adds what has to be undone. */
    later: (step: Step) => void steps.push(step),
    isStopping: () => since !== undefined,
    /** Undoes everything, for an end that nobody has asked for. */
    unwind: () => runAll(steps),
  };
}

async function runAll(steps: Step[]): Promise<void> {
  for (let step = steps.pop(); step; step = steps.pop()) await step();
}
