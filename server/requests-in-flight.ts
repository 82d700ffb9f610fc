import type { IncomingMessage, ServerResponse } from "node:http";
import { clientAddress, sourceOf } from "#lib/http/client-address.ts";

const MAX_TOTAL = 512;
const MAX_PER_SOURCE = 64;
/** Never limited: an orchestrator would restart a busy server. */
const HEALTH = "/api/health/";

/** @returns a function that counts a request and returns `false` if it is one too many */
export function requestLimiter(trustedHops: number): (request: IncomingMessage, response: ServerResponse) => boolean {
  const bySource = new Map<string, number>();
  let total = 0;

  return (request, response) => {
    if (request.url?.startsWith(HEALTH)) return true;
    const forwardedFor = request.headers["x-forwarded-for"]?.toString() ?? null;
    const address = clientAddress(request.socket.remoteAddress ?? null, forwardedFor, trustedHops);
    const source = address === null ? undefined : sourceOf(address);
    const ofSource = source === undefined ? 0 : (bySource.get(source) ?? 0);
    if (total >= MAX_TOTAL || ofSource >= MAX_PER_SOURCE) return false;
    total++;
    if (source !== undefined) bySource.set(source, ofSource + 1);
    response.once("close", () => {
      total--;
      if (source === undefined) return;
      const left = (bySource.get(source) ?? 1) - 1;
      if (left > 0) bySource.set(source, left);
      else bySource.delete(source);
    });
    return true;
  };
}
