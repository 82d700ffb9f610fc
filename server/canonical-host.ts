import type { IncomingMessage } from "node:http";

const FORWARDED = ["x-forwarded-host", "x-forwarded-port", "x-forwarded-server", "forwarded", "x-original-url"];

/** Replaces the host that a client or a proxy claims with that of `APP_URL` (OWASP ASVS 15.3.4). */
export function setCanonicalHost(request: IncomingMessage, appUrl: URL): void {
  for (const name of FORWARDED) delete request.headers[name];
  request.headers.host = appUrl.host;
  request.headers["x-forwarded-proto"] = appUrl.protocol.slice(0, -1);
}
