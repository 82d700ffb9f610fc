import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { PLAIN_HEADERS, plainHtml } from "#lib/http/plain-page.ts";
import type { RequestContext } from "#lib/http/request-context.ts";
import { SECURITY_HEADERS } from "#lib/http/security-headers.ts";
import { log } from "#lib/logging/log.ts";
import { toLogEntry } from "#lib/logging/log-entry.ts";
import { paths } from "#lib/paths.ts";

/** The URL that a proxy such as Traefik or Caddy asks about. Not trusted: validated when returning after sign-in. */
export function proxiedUrl(headers: IncomingHttpHeaders): string | undefined {
  const [protocol, host, uri] = ["x-forwarded-proto", "x-forwarded-host", "x-forwarded-uri"].map(
    (name) => headers[name],
  );
  return typeof uri === "string" && uri.startsWith("/") ? `${protocol}://${host}${uri}` : undefined;
}

export const isForwardAuth = ({ url }: IncomingMessage): boolean => url?.split("?", 1)[0] === paths.access;

let checkAccess: Promise<typeof import("#lib/forward-auth/check-access.ts")> | undefined;

/** On demand, because queries need a quarter of all the server's code, which no start should wait for. */
function loadCheckAccess() {
  checkAccess ??= import("#lib/forward-auth/check-access.ts");
  return checkAccess;
}

const HEADERS = { ...SECURITY_HEADERS, "Cache-Control": "private, no-store" };

/** Without Next.js, which would interpret headers of the original request such as `RSC`, and takes most of the time. */
export async function respondToForwardAuth(
  request: IncomingMessage,
  response: ServerResponse,
  context: RequestContext,
): Promise<void> {
  if (request.method === "POST") return sendEmpty(response, 405, { Allow: "GET, HEAD" });
  try {
    const { checkAccess } = await loadCheckAccess();
    const { status, headers } = await checkAccess({
      query: new URLSearchParams(request.url?.split("?").slice(1).join("?")),
      cookieHeader: request.headers.cookie ?? "",
      proxiedUrl: context.proxiedUrl,
    });
    sendEmpty(response, status, headers);
  } catch (error) {
    log.error({ name: (error as Error).name, method: request.method, path: paths.access }, toLogEntry([error]).message);
    sendFailure(response, context);
  }
}

function sendEmpty(response: ServerResponse, status: number, headers: Readonly<Record<string, string>>): void {
  // 204 must have no length (RFC 9110, 8.6), and Node would send others in chunks.
  const length = status === 204 ? {} : { "Content-Length": 0 };
  response.writeHead(status, { ...HEADERS, ...length, ...headers }).end();
}

function sendFailure(response: ServerResponse, { responseStatus }: RequestContext): void {
  const status = responseStatus?.status === 503 ? 503 : 500;
  const retryAfter = responseStatus?.retryAfterSeconds;
  const headers = retryAfter === undefined ? PLAIN_HEADERS : { ...PLAIN_HEADERS, "Retry-After": retryAfter };
  response.writeHead(status, headers).end(plainHtml(status));
}
