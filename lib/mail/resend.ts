import { Resend } from "resend";
import type { TransportConfig } from "#lib/config/mail.ts";
import { DELIVERY_TIMEOUT_MS, DeliveryDeferred, DeliveryRejected, type Transport } from "./delivery.ts";
import { retryAfterSeconds } from "./retry-delay.ts";

const TOO_MANY_REQUESTS = 429;

/** Used when a 429 has no Retry-After header. */
const DEFAULT_PAUSE_SECONDS = 60;

/** Request Timeout and Too Early, the only 4xx besides 429 that another attempt may pass. */
const TRANSIENT_STATUSES: ReadonlySet<number> = new Set([408, 425]);

/** Another attempt at the same email is in progress, and may succeed. */
const CONCURRENT_ATTEMPT = "concurrent_idempotent_requests";

export function resendTransport({ apiKey, baseUrl }: Extract<TransportConfig, { kind: "resend" }>): Transport {
  const resend = new Resend(apiKey, { baseUrl: baseUrl?.replace(/\/+$/, "") });
  return async ({ idempotencyKey, ...message }) => {
    const signal = AbortSignal.timeout(DELIVERY_TIMEOUT_MS);
    const { error, headers } = await resend.emails
      .send(message, { idempotencyKey, signal })
      .catch(() => ({ error: undefined, headers: null }));
    if (error === null) return;
    if (signal.aborted) throw new DeliveryDeferred("The provider did not respond in time.");
    const { statusCode, name, message: detail } = error ?? {};
    if (!statusCode) throw new DeliveryDeferred("The provider could not be reached.");
    const reason = `${statusCode}: ${detail}`;
    const pauseSeconds = retryAfterSeconds(headers?.["retry-after"]);
    if (statusCode === TOO_MANY_REQUESTS) throw new DeliveryDeferred(reason, pauseSeconds ?? DEFAULT_PAUSE_SECONDS);
    if (statusCode >= 500 || TRANSIENT_STATUSES.has(statusCode) || name === CONCURRENT_ATTEMPT)
      throw new DeliveryDeferred(reason, pauseSeconds);
    throw new DeliveryRejected(reason);
  };
}
