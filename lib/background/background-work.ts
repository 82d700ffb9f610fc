type Running = Readonly<{ stop(): Promise<void> }>;

/** Work that goes on beside the requests, for as long as the server runs. */
export type BackgroundWork = () => Promise<Running>;

type Shared = typeof globalThis & { [key: symbol]: PromiseWithResolvers<BackgroundWork> | undefined };

/** On `globalThis`, because the server and the compiled pages each load their own copy of this file. */
const KEY = Symbol.for("gatehouse.background");
const shared = globalThis as Shared;
shared[KEY] ??= Promise.withResolvers<BackgroundWork>();
const offered = shared[KEY];

/** What only the compiled side can do (the templates of emails are JSX), for the server to begin and to end. */
export const offerBackgroundWork = (work: BackgroundWork): void => offered.resolve(work);

/** Begins what is offered as soon as it is: Next.js loads the compiled side without anybody waiting for it. */
export function beginBackgroundWork(): Running {
  let stopped = false;
  let running: Promise<Running> | undefined;
  void offered.promise.then((work) => {
    if (!stopped) running = work();
  });
  return {
    async stop() {
      stopped = true;
      await (await running)?.stop();
    },
  };
}
