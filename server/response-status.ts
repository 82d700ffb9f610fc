import type { IncomingMessage, ServerResponse } from "node:http";
import { PLAIN_HEADERS, type PlainStatus, plainHtml } from "#lib/http/plain-page.ts";
import type { RequestContext } from "#lib/http/request-context.ts";
import { SECURITY_HEADERS } from "#lib/http/security-headers.ts";

const isHtml = (response: ServerResponse) => String(response.getHeader("content-type") ?? "").startsWith("text/html");

/** Built files have a hash in their name and may be cached. */
const BUILT_FILES = "/_next/static/";

/** Next.js omits some of them from redirects and responses to actions. */
function addConstantHeaders(response: ServerResponse, path: string): void {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
    if (!response.hasHeader(name)) response.setHeader(name, value);
  }
  if (!path.startsWith(BUILT_FILES)) response.setHeader("Cache-Control", "private, no-store");
}

const plainStatus = (status: number): PlainStatus => (status === 400 || status === 503 ? status : 500);

/**
 * Applies `setResponseStatus`, for which Next.js has no API. A failed page is replaced as a whole, because the one of Next.js
 * is empty without scripts.
 */
export function applyResponseStatus(request: IncomingMessage, response: ServerResponse, context: RequestContext): void {
  const isForm = request.method === "POST";
  const writeHead = response.writeHead.bind(response) as (...parts: unknown[]) => ServerResponse;
  const write = response.write.bind(response) as (...parts: unknown[]) => boolean;
  const end = response.end.bind(response) as (...parts: unknown[]) => ServerResponse;
  let replacement: string | undefined;
  let decided = false;

  const decide = () => {
    if (response.headersSent || decided) return;
    decided = true;
    addConstantHeaders(response, request.url ?? "/");
    const { responseStatus, actionStarted } = context;
    const isMalformed = response.statusCode === 500 && isForm && !actionStarted;
    if (responseStatus) response.statusCode = responseStatus.status;
    else if (isMalformed) response.statusCode = 400;
    if (responseStatus?.retryAfterSeconds) response.setHeader("Retry-After", responseStatus.retryAfterSeconds);
    if ((response.statusCode < 500 && !isMalformed) || !isHtml(response) || responseStatus?.hasPage) return;
    replacement = plainHtml(plainStatus(response.statusCode));
    for (const name of ["content-encoding", "content-length", "link", "etag"]) response.removeHeader(name);
    for (const [name, value] of Object.entries(PLAIN_HEADERS)) response.setHeader(name, value);
  };

  Object.assign(response, {
    writeHead(status: number, ...parts: unknown[]) {
      response.statusCode = status;
      decide();
      return writeHead(response.statusCode, ...parts);
    },
    write(...parts: unknown[]) {
      decide();
      return replacement === undefined ? write(...parts) : true;
    },
    end(...parts: unknown[]) {
      decide();
      return replacement === undefined ? end(...parts) : end(replacement);
    },
  });
}
