type Running = Readonly<{ stop(): Promise<void> }>;

type StartWork = () => Promise<Running>;

type Shared = typeof globalThis & { [key: symbol]: PromiseWithResolvers<StartWork> | undefined };

/** On `globalThis`, because the server and the compiled pages each load their own copy of this file. */
const KEY = Symbol.for("gatehouse.background");
const shared = globalThis as Shared;
shared[KEY] ??= Promise.withResolvers<StartWork>();
const provided = shared[KEY];

/** Called by the compiled pages, because email templates are JSX, which the server cannot run. */
export const provideBackgroundWork = (startWork: StartWork): void => provided.resolve(startWork);

/** Waits for the compiled pages, which Next.js loads at its own time. */
export function startBackgroundWork(): Running {
  let stopped = false;
  let running: Promise<Running> | undefined;
  void provided.promise.then((startWork) => {
    if (!stopped) running = startWork();
  });
  return {
    async stop() {
      stopped = true;
      await (await running)?.stop();
    },
  };
}
