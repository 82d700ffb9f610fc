import { Resend } from "resend";
import type { TransportConfig } from "#lib/config/mail.ts";
import { DELIVERY_TIMEOUT_MS, type Deliver, DeliveryPostponed, DeliveryRefused } from "./delivery.ts";
import { retryAfterSeconds } from "./retry-after.ts";

const TOO_MANY_REQUESTS = 429;
/** What to wait where a provider says that it is too much, and not until when. */
const PAUSE_SECONDS = 60;

/** Statuses that speak of the moment and not of the mail. */
const PASSING: ReadonlySet<number> = new Set([408, 425]);

/** Two tries at one mail met at the provider; the other one may have been taken. */
const MET_ANOTHER_TRY = "concurrent_idempotent_requests";

/** Delivery through Resend's API, with its own client. */
export function resendDelivery({ apiKey, baseUrl }: Extract<TransportConfig, { kind: "resend" }>): Deliver {
  const resend = new Resend(apiKey, { baseUrl: baseUrl?.replace(/\/+$/, "") });
  return async ({ key, ...message }) => {
    const signal = AbortSignal.timeout(DELIVERY_TIMEOUT_MS);
    const { error, headers } = await resend.emails
      .send(message, { idempotencyKey: key, signal })
      .catch(() => ({ error: undefined, headers: null }));
    if (error === null) return;
    if (signal.aborted) throw new DeliveryPostponed("The provider did not answer in time.");
    const { statusCode, name, message: says } = error ?? {};
    if (!statusCode) throw new DeliveryPostponed("The provider could not be reached.");
    const reason = `${statusCode}: ${says}`;
    const pause = retryAfterSeconds(headers?.["retry-after"]);
    if (statusCode === TOO_MANY_REQUESTS) throw new DeliveryPostponed(reason, pause ?? PAUSE_SECONDS);
    if (statusCode >= 500 || PASSING.has(statusCode) || name === MET_ANOTHER_TRY)
      throw new DeliveryPostponed(reason, pause);
    throw new DeliveryRefused(reason);
  };
}
