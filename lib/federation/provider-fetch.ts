import { isLoopback } from "#lib/config/loopback.ts";
import type { ProviderStep } from "./problem-details.ts";
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

/** An address as it is told: a query may carry what nobody should read. */
export const shownAddress = (address: string): string => {
  const url = URL.parse(address);
  return url ? url.origin + url.pathname : address;
};

/**
 * Asks the provider something for a step of signing in: over https alone, following no redirect, and with the whole
 * answer read here, so that neither a trickle nor a flood of it outlasts the signal or fills the memory (OWASP ASVS
 * 13.1.3, 15.3.2).
 * @throws ProviderProblem when there is no answer
 */
export const providerFetch =
  (step: ProviderStep) =>
  async (asked: string, request: RequestInit): Promise<Response> => {
    const address = shownAddress(asked);
    if (!isSafeAddress(asked)) throw new ProviderProblem("insecure", { step, address });
    try {
      const response = await fetch(asked, { ...request, redirect: "manual", cache: "no-store" });
      const body = await readBody(response);
      if (body === "too long") {
        const detail = `with more than ${BODY_LIMIT_BYTES / 1024} KB`;
        throw new ProviderProblem("malformed", { step, address, detail });
      }
      return new Response(body, { status: response.status, headers: response.headers });
    } catch (error) {
      if (error instanceof ProviderProblem) throw error;
      throw new ProviderProblem("network", { step, address, networkCode: networkCodeOf(error) }, error);
    }
  };

async function readBody({ body }: Response): Promise<Buffer<ArrayBuffer> | "too long" | null> {
  if (!body) return null;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > BODY_LIMIT_BYTES) return "too long";
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const TIMEOUTS = ["UND_ERR_CONNECT_TIMEOUT", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT", "ETIMEDOUT"];

/** Node's `fetch` hides what happened in the causes of its error. */
function networkCodeOf(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at.name === "TimeoutError" || at.name === "AbortError") return "timeout";
    if ("code" in at && typeof at.code === "string") return TIMEOUTS.includes(at.code) ? "timeout" : at.code;
  }
  return "no code";
}

/**
 * Waits for something that may outlast the one who waits.
 * @throws ProviderProblem for the step when the signal comes first
 */
export async function within<T>(
  signal: AbortSignal,
  details: Readonly<{ step: ProviderStep; address: string }>,
  work: Promise<T>,
): Promise<T> {
  const over = Promise.withResolvers<never>();
  const end = () => over.reject(new ProviderProblem("network", { ...details, networkCode: "timeout" }));
  if (signal.aborted) end();
  signal.addEventListener("abort", end);
  try {
    return await Promise.race([work, over.promise]);
  } finally {
    signal.removeEventListener("abort", end);
  }
}
