import type { IncomingMessage } from "node:http";

const FORWARDED = ["x-forwarded-host", "x-forwarded-port", "x-forwarded-server", "forwarded", "x-original-url"];

/** Whatever host a client or a proxy claims, the product knows itself by `APP_URL` alone (OWASP ASVS 15.3.4). */
export function withCanonicalHost(request: IncomingMessage, appUrl: URL): void {
  for (const name of FORWARDED) delete request.headers[name];
  request.headers.host = appUrl.host;
  request.headers["x-forwarded-proto"] = appUrl.protocol.slice(0, -1);
}
