import type { IncomingHttpHeaders } from "node:http";

/**
 * The address that a proxy such as Traefik or Caddy says its client asked for, when it asks the gate about a request.
 * It decides nothing but where to go back to after signing in, and is checked there.
 */
export function proxiedAddress(headers: IncomingHttpHeaders): string | undefined {
  const [protocol, host, uri] = ["x-forwarded-proto", "x-forwarded-host", "x-forwarded-uri"].map(
    (name) => headers[name],
  );
  return typeof uri === "string" && uri.startsWith("/") ? `${protocol}://${host}${uri}` : undefined;
}
