/** Work that goes on beside the requests, for as long as the server runs. */
export type BackgroundWork = () => Readonly<{ stop(): Promise<void> }>;

type Shared = typeof globalThis & { [key: symbol]: BackgroundWork | undefined };

/** On `globalThis`, because the server and the compiled pages each load their own copy of this file. */
const KEY = Symbol.for("gatehouse.background");
const shared = globalThis as Shared;

/** What only the compiled side can do (the templates of mails are JSX), for the server to begin and to end. */
export function offerBackgroundWork(work: BackgroundWork): void {
  shared[KEY] = work;
}

/** Begins what was offered, if anything was. */
export const beginBackgroundWork = (): Readonly<{ stop(): Promise<void> }> => shared[KEY]?.() ?? { async stop() {} };
