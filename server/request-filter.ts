import type { IncomingMessage } from "node:http";
import { isPostAllowed } from "#lib/http/own-origin.ts";
import type { PlainStatus } from "#lib/http/plain-page.ts";

const MAX_BODY_BYTES = 64 * 1024;
const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD"]);

/** Before reading the body; `undefined` to accept. Actions check the origin again, for deployments without this server. */
export function rejectionStatus(request: IncomingMessage, appUrl: URL): PlainStatus | undefined {
  if (!isPath(request.url)) return 400;
  if (SAFE_METHODS.has(request.method ?? "")) return undefined;
  if (request.method !== "POST") return 405;
  const length = request.headers["content-length"];
  if (length === undefined) return 411;
  if (!(Number(length) <= MAX_BODY_BYTES)) return 413;
  const headers = { get: (name: string) => asText(request.headers[name]) };
  return isPostAllowed(request.url?.split("?", 1)[0], headers, appUrl) ? undefined : 403;
}

/** Next.js fails if a path cannot be decoded. */
function isPath(target = ""): boolean {
  try {
    return decodeURIComponent(target.split("?", 1)[0] ?? "").startsWith("/");
  } catch {
    return false;
  }
}

const asText = (value: string | string[] | undefined): string | null =>
  value === undefined ? null : Array.isArray(value) ? value.join(", ") : value;
