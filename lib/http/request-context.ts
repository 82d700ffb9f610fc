import { AsyncLocalStorage } from "node:async_hooks";

type ResponseStatus = Readonly<{
  status: number;
  retryAfterSeconds?: number;
  /** Whether a page for this status is rendered; otherwise the server sends a plain one for a failure. */
  hasPage: boolean;
}>;

/** What the HTTP server and the pages tell each other about a request, for which Next.js has no API. */
export type RequestContext = {
  readonly peerAddress: string | null;
  /** Path and query as sent: Next.js rewrites queries. */
  readonly sentPath?: string | undefined;
  /** The URL that a proxy asks about, as it claims. Not trusted. */
  readonly proxiedUrl?: string | undefined;
  responseStatus?: ResponseStatus;
  /** Remaining time that the request may wait for the database; not set before it has waited. */
  databaseMsLeft?: number | undefined;
  /** Whether our own code has started. A failure before that is due to a malformed request. */
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
