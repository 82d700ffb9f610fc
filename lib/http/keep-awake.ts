type Platform = Readonly<{ get(): Readonly<{ waitUntil?: (work: Promise<void>) => void }> | undefined }>;

const KEY = Symbol.for("@vercel/request-context");

let release = () => {};

/** On a serverless platform, timers such as an idle connection's must still fire for `ms` after the latest call. */
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
