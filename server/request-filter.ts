import type { IncomingMessage } from "node:http";
import { mayBePosted } from "#lib/http/own-origin.ts";
import type { PlainStatus } from "#lib/http/plain-page.ts";

const BODY_LIMIT_BYTES = 64 * 1024;
const READING: ReadonlySet<string> = new Set(["GET", "HEAD"]);

/**
 * The status with which a request is turned away before its body is read: it names no path of ours, does what no page
 * here does, is longer than any form, or comes from elsewhere. `undefined` lets it in. (Every action checks its origin
 * again: there may be another server in front of the pages.)
 */
export function rejectBeforeReading(request: IncomingMessage, appUrl: URL): PlainStatus | undefined {
  if (!isPath(request.url)) return 400;
  if (READING.has(request.method ?? "")) return undefined;
  if (request.method !== "POST") return 405;
  const length = request.headers["content-length"];
  if (length === undefined) return 411;
  if (!(Number(length) <= BODY_LIMIT_BYTES)) return 413;
  const headers = { get: (name: string) => asText(request.headers[name]) };
  return mayBePosted(request.url?.split("?", 1)[0], headers, appUrl) ? undefined : 403;
}

/** Next.js fails over a path that cannot be decoded. */
function isPath(target = ""): boolean {
  try {
    return decodeURIComponent(target.split("?", 1)[0] ?? "").startsWith("/");
  } catch {
    return false;
  }
}

const asText = (value: string | string[] | undefined): string | null =>
  value === undefined ? null : Array.isArray(value) ? value.join(", ") : value;
