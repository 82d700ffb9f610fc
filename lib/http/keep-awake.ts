type Platform = Readonly<{ get(): Readonly<{ waitUntil?: (work: Promise<void>) => void }> | undefined }>;

/** Where Vercel lets a request ask so, whichever way its functions were built. */
const KEY = Symbol.for("@vercel/request-context");

let release = () => {};

/**
 * Asks the platform not to freeze this process before `ms` milliseconds from the newest call on, so that what has a
 * deadline of its own, such as an idle connection, is ended in time. Does nothing where processes are not frozen.
 */
export function keepAwake(ms: number): void {
  const request = (globalThis as { [key: symbol]: Platform | undefined })[KEY]?.get();
  if (!request?.waitUntil) return;
  release();
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  release = () => {
    clearTimeout(timer);
    resolve();
  };
  request.waitUntil(promise);
}
