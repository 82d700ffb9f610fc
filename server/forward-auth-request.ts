import type { IncomingMessage } from "node:http";
import { paths } from "#lib/paths.ts";

/** What the gate reads; set by us or needed by nobody else. */
const READ: ReadonlySet<string> = new Set(["host", "cookie", "user-agent", "x-forwarded-for", "x-forwarded-proto"]);

/**
 * Proxies put a question to the gate with the headers of the request that it is about, and those may mean something to
 * Next.js: a product made with it sends `RSC`, which our Next.js would answer itself. Only what the gate reads is kept.
 */
export function withoutProductHeaders(request: IncomingMessage): void {
  if (request.url?.split("?", 1)[0] !== paths.access) return;
  for (const name of Object.keys(request.headers)) if (!READ.has(name)) delete request.headers[name];
}
