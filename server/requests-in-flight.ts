import type { IncomingMessage, ServerResponse } from "node:http";
import { clientAddress, sourceOf } from "#lib/http/client-address.ts";

const IN_FLIGHT = 512;
const IN_FLIGHT_OF_ONE_SOURCE = 64;
/** Also answered while all is busy: what watches the server would otherwise end it for that. */
const HEALTH = "/api/health/";

/**
 * Counts the requests being answered, in total and by where they come from.
 * @param trustedHops how many proxies in front are believed about that
 * @returns notes a request, or says with `false` that it is one too many for now
 */
export function countRequestsInFlight(trustedHops: number): (request: IncomingMessage, to: ServerResponse) => boolean {
  const bySource = new Map<string, number>();
  let total = 0;

  return (request, response) => {
    if (request.url?.startsWith(HEALTH)) return true;
    const forwardedFor = request.headers["x-forwarded-for"]?.toString() ?? null;
    const address = clientAddress(request.socket.remoteAddress ?? null, forwardedFor, trustedHops);
    const source = address === null ? undefined : sourceOf(address);
    const ofSource = source === undefined ? 0 : (bySource.get(source) ?? 0);
    if (total >= IN_FLIGHT || ofSource >= IN_FLIGHT_OF_ONE_SOURCE) return false;
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
