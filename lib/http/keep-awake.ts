type Platform = Readonly<{ get(): Readonly<{ waitUntil?: (work: Promise<void>) => void }> | undefined }>;

const KEY = Symbol.for("@vercel/request-context");

let release = () => {};

/**
 * Keeps a serverless platform from freezing this process for `ms` milliseconds after the latest call, so that timers such
 * as an idle connection's can fire. Does nothing elsewhere.
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
