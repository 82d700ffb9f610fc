import { isLoopback } from "#lib/config.ts";
import { ProviderProblem } from "./provider-problem.ts";

/** How long everything that one page asks of the provider may take together, bodies included. */
const EXCHANGE_MS = 5_000;

/** Far more than any provider's keys or claims. */
const BODY_LIMIT_BYTES = 256 * 1024;

/** Ends what is asked of the provider when its time is over. */
export const exchangeDeadline = (): AbortSignal => AbortSignal.timeout(EXCHANGE_MS);

/** Whether what goes there cannot be read on the way. */
export const isSafeAddress = (address: string): boolean => {
  const url = URL.parse(address);
  return url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback(url));
};

/**
 * Asks the provider something: over https alone, following no redirect, and with the whole answer read here, so that
 * neither a trickle nor a flood of it outlasts the signal or fills the memory (OWASP ASVS 13.1.3, 15.3.2).
 * @throws ProviderProblem when there is no answer, or it is the provider's own failure
 */
export async function providerFetch(address: string, request: RequestInit): Promise<Response> {
  if (!isSafeAddress(address)) throw new ProviderProblem("insecure");
  try {
    const response = await fetch(address, { ...request, redirect: "manual", cache: "no-store" });
    const body = await readBody(response);
    if (response.status >= 500) throw new ProviderProblem("unreachable");
    return new Response(body, { status: response.status, headers: response.headers });
  } catch (error) {
    throw error instanceof ProviderProblem ? error : new ProviderProblem("unreachable", error);
  }
}

async function readBody({ body }: Response): Promise<Buffer<ArrayBuffer> | null> {
  if (!body) return null;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > BODY_LIMIT_BYTES) throw new ProviderProblem("unreachable");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
