import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { paths } from "#lib/paths.ts";

const REQUIRED: ReadonlySet<string> = new Set(["host", "cookie", "user-agent", "x-forwarded-for", "x-forwarded-proto"]);

/** The URL that a proxy such as Traefik or Caddy asks about. Not trusted: validated when returning after sign-in. */
export function proxiedUrl(headers: IncomingHttpHeaders): string | undefined {
  const [protocol, host, uri] = ["x-forwarded-proto", "x-forwarded-host", "x-forwarded-uri"].map(
    (name) => headers[name],
  );
  return typeof uri === "string" && uri.startsWith("/") ? `${protocol}://${host}${uri}` : undefined;
}

/** Proxies pass on the headers of the original request, and Next.js would interpret some of them, such as `RSC`. */
export function stripProductHeaders(request: IncomingMessage): void {
  if (request.url?.split("?", 1)[0] !== paths.access) return;
  for (const name of Object.keys(request.headers)) if (!REQUIRED.has(name)) delete request.headers[name];
}
