import { AsyncLocalStorage } from "node:async_hooks";

type Answer = Readonly<{
  status: number;
  retryAfterSeconds?: number;
  /** Whether a page that says so is being rendered; without one, the server has a plain one for failures. */
  hasPage: boolean;
}>;

/**
 * What the HTTP server knows about the request being served and the pages cannot: whose socket it came through, and
 * which status a page or an action wants, for which Next.js has no call.
 */
export type RequestContext = {
  readonly peerAddress: string | null;
  /** Path and query as they were sent: Next.js writes queries anew. */
  readonly sentPath?: string | undefined;
  /** The address that a proxy says its client asked for. Nobody vouches for it. */
  readonly proxiedAddress?: string | undefined;
  answer?: Answer;
  /** For how long the request may still wait for the database; not set before it has waited. */
  databaseMsLeft?: number | undefined;
  /** Whether code of ours has begun to look at the request: before that, a failure is the request's own. */
  actionStarted?: boolean;
};

type Shared = typeof globalThis & { [key: symbol]: AsyncLocalStorage<RequestContext | undefined> | undefined };

/** On `globalThis`, because the server and the compiled pages each load their own copy of this file. */
const KEY = Symbol.for("gatehouse.request-context");
const shared = globalThis as Shared;
shared[KEY] ??= new AsyncLocalStorage();
const storage = shared[KEY];

/** Runs a request's handler so that everything it calls can see the request's context. */
export const withRequestContext = <T>(context: RequestContext, work: () => T): T => storage.run(context, work);

/** Begins work that outlives the request which happens to begin it, and belongs to none. */
export const outsideRequests = <T>(work: () => T): T => storage.run(undefined, work);

/** The context of the request being served; `undefined` where another server than ours serves the pages. */
export const requestContext = (): RequestContext | undefined => storage.getStore();

/** Notes that the request was understood as far as our own code. */
export function markActionStarted(): void {
  const context = storage.getStore();
  if (context) context.actionStarted = true;
}

/**
 * Asks for another status than 200 on the answer being prepared.
 * @returns whether there is anybody to ask: another server than ours does not know how
 */
export function setResponseStatus(answer: Answer): boolean {
  const context = storage.getStore();
  if (context) context.answer = answer;
  return context !== undefined;
}
