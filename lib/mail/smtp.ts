import { createTransport } from "nodemailer";
import { isLoopback } from "#lib/config/loopback.ts";
import type { TransportConfig } from "#lib/config/mail.ts";
import { DELIVERY_TIMEOUT_MS, DeliveryDeferred, DeliveryRejected, type Transport } from "./delivery.ts";

const CONNECT_TIMEOUT_MS = 10_000;

/** Other errors concern the connection or the credentials, which an operator can fix. */
const MESSAGE_ERRORS: ReadonlySet<string> = new Set(["EENVELOPE", "EMESSAGE"]);

/** Requires TLS except on loopback (RFC 8314), unless SMTP_URL contains `requireTLS=false`. */
export function smtpTransport({ url }: Extract<TransportConfig, { kind: "smtp" }>): Transport {
  const transporter = createTransport({
    url: url.href,
    requireTLS: url.protocol === "smtp:" && !isLoopback(url),
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: DELIVERY_TIMEOUT_MS - CONNECT_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return async ({ idempotencyKey, ...message }) => {
    const sending = transporter.sendMail({ ...message, messageId: messageId(idempotencyKey, message.from) });
    await sending.catch((error: Error & { code?: string; responseCode?: number; response?: string }) => {
      const { code = "", responseCode = 0, response } = error;
      const reason = REASONS[code] ?? response ?? "The mail server could not be reached.";
      if (MESSAGE_ERRORS.has(code) && responseCode >= 500) throw new DeliveryRejected(reason);
      throw new DeliveryDeferred(reason);
    });
  };
}

const REASONS: Readonly<Record<string, string>> = {
  ETIMEDOUT: "The mail server did not respond in time.",
  EAUTH: "The mail server rejected the user name or password.",
  ETLS: "The mail server does not support TLS.",
};

/** SMTP has no idempotency keys, but email clients show messages with the same Message-ID once. */
const messageId = (idempotencyKey: string, from: string): string =>
  `<${idempotencyKey.replace("/", ".")}@${/@([^\s>]+)/.exec(from)?.[1]}>`;
