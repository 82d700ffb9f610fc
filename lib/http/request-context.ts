import { AsyncLocalStorage } from "node:async_hooks";

type ResponseStatus = Readonly<{
  status: number;
  retryAfterSeconds?: number;
  /** Otherwise the server sends a plain page for a failure. */
  hasPage: boolean;
}>;

/** Passed between the HTTP server and the pages, for which Next.js has no API. */
export type RequestContext = {
  readonly peerAddress: string | null;
  /** Path and query as sent: Next.js rewrites queries. */
  readonly sentPath?: string | undefined;
  /** The URL that a proxy asks about, as it claims. Not trusted. */
  readonly proxiedUrl?: string | undefined;
  responseStatus?: ResponseStatus;
  /** Time that the request may still wait for the database; not set before it has waited. */
  databaseMsLeft?: number | undefined;
  /** A failure before our own code has started is due to a malformed request. */
  actionStarted?: boolean;
};

type Shared = typeof globalThis & { [key: symbol]: AsyncLocalStorage<RequestContext | undefined> | undefined };

/** Global, because the server and the compiled pages each load their own copy of this file. */
const KEY = Symbol.for("gatehouse.request-context");
const shared = globalThis as Shared;
shared[KEY] ??= new AsyncLocalStorage();
const storage = shared[KEY];

export const withRequestContext = <T>(context: RequestContext, work: () => T): T => storage.run(context, work);

export const outsideRequests = <T>(work: () => T): T => storage.run(undefined, work);

/** `undefined` if another server than ours serves the pages. */
export const requestContext = (): RequestContext | undefined => storage.getStore();

export function markActionStarted(): void {
  const context = storage.getStore();
  if (context) context.actionStarted = true;
}

/** @returns `false` if another server than ours serves the pages, which does not support it */
export function setResponseStatus(responseStatus: ResponseStatus): boolean {
  const context = storage.getStore();
  if (context) context.responseStatus = responseStatus;
  return context !== undefined;
}
