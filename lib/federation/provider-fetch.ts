import { allowInsecureRequests, customFetch } from "oauth4webapi";
import { isLoopback } from "#lib/config/loopback.ts";
import { ProviderError } from "./provider-error.ts";
import type { ProviderStep } from "./provider-error-details.ts";

/** For all requests of one sign-in, bodies included. */
const TIMEOUT_MS = 5_000;

const MAX_BODY_BYTES = 256 * 1024;

export const providerDeadline = (): AbortSignal => AbortSignal.timeout(TIMEOUT_MS);

export const isSecureUrl = (url: string): boolean => {
  const parsed = URL.parse(url);
  return parsed?.protocol === "https:" || (parsed?.protocol === "http:" && isLoopback(parsed));
};

/** A query may carry secrets. */
export const withoutQuery = (url: string): string => {
  const parsed = URL.parse(url);
  return parsed ? parsed.origin + parsed.pathname : url;
};

/** `providerFetch` checks which URLs are secure. */
export const requestOptions = (step: ProviderStep, signal: AbortSignal) => ({
  signal,
  [customFetch]: providerFetch(step),
  [allowInsecureRequests]: true,
});

/** Over https alone, without redirects, and with the body bounded in time and size (OWASP ASVS 13.1.3, 15.3.2). */
export const providerFetch =
  (step: ProviderStep) =>
  async (requested: string, request: RequestInit): Promise<Response> => {
    const url = withoutQuery(requested);
    if (!isSecureUrl(requested)) throw new ProviderError("insecure", { step, url });
    try {
      const response = await fetch(requested, { ...request, redirect: "manual", cache: "no-store" });
      const body = await readBody(response);
      if (body === "too large")
        throw new ProviderError("malformed", { step, url, detail: `with more than ${MAX_BODY_BYTES / 1024} KB` });
      return new Response(body, { status: response.status, headers: response.headers });
    } catch (error) {
      if (error instanceof ProviderError) throw error;
      throw new ProviderError("network", { step, url, networkCode: networkCodeOf(error) }, error);
    }
  };

async function readBody({ body }: Response): Promise<Buffer<ArrayBuffer> | "too large" | null> {
  if (!body) return null;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES) return "too large";
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const TIMEOUTS = ["UND_ERR_CONNECT_TIMEOUT", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT", "ETIMEDOUT"];

function networkCodeOf(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at.name === "TimeoutError" || at.name === "AbortError") return "timeout";
    if ("code" in at && typeof at.code === "string") return TIMEOUTS.includes(at.code) ? "timeout" : at.code;
  }
  return "no code";
}

/** Waits only until this request's deadline. */
export async function awaitShared<T>(
  work: Promise<T>,
  signal: AbortSignal,
  details: Readonly<{ step: ProviderStep; url: string }>,
): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(new ProviderError("network", { ...details, networkCode: "timeout" }));
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort);
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
