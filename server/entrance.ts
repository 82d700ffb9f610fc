import type { IncomingMessage } from "node:http";
import { isOwnOrigin } from "#lib/http/own-origin.ts";

const BODY_LIMIT_BYTES = 64 * 1024;
const READING = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * The status with which a request is turned away before its body is read: no form of ours is that long, none comes
 * from elsewhere. `undefined` lets it in. (Every action checks its origin again: there may be another server in front.)
 */
export function refusalBeforeReading(request: IncomingMessage, appUrl: URL): 403 | 411 | 413 | undefined {
  if (READING.has(request.method ?? "GET")) return undefined;
  const length = request.headers["content-length"];
  if (length === undefined) return 411;
  if (!(Number(length) <= BODY_LIMIT_BYTES)) return 413;
  const headers = { get: (name: string) => asText(request.headers[name]) };
  return isOwnOrigin(headers, appUrl) ? undefined : 403;
}

const asText = (value: string | string[] | undefined): string | null =>
  value === undefined ? null : Array.isArray(value) ? value.join(", ") : value;
