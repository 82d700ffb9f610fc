import { createTransport } from "nodemailer";
import { isLoopback } from "#lib/config/loopback.ts";
import type { TransportConfig } from "#lib/config/mail.ts";
import { DELIVERY_TIMEOUT_MS, type Deliver, DeliveryPostponed, DeliveryRefused } from "./delivery.ts";

const CONNECT_TIMEOUT_MS = 10_000;

/** Refusals of the connection or of the sign-in speak of the settings, which get mended, and not of the mail. */
const ABOUT_THE_MAIL: ReadonlySet<string> = new Set(["EENVELOPE", "EMESSAGE"]);

/**
 * Delivery through an SMTP server. Passwords and emails travel encrypted: outside this machine STARTTLS is insisted on
 * where TLS is not there from the start (RFC 8314), unless the address itself says `requireTLS=false`.
 */
export function smtpDelivery({ url }: Extract<TransportConfig, { kind: "smtp" }>): Deliver {
  const transport = createTransport({
    url: url.href,
    requireTLS: url.protocol === "smtp:" && !isLoopback(url),
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: DELIVERY_TIMEOUT_MS - CONNECT_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return async ({ key, ...message }) => {
    const sending = transport.sendMail({ ...message, messageId: messageId(key, message.from) });
    await sending.catch((error: Error & { code?: string; responseCode?: number; response?: string }) => {
      const { code = "", responseCode = 0, response } = error;
      const reason = SAYS[code] ?? response ?? "The mail server could not be reached.";
      if (ABOUT_THE_MAIL.has(code) && responseCode >= 500) throw new DeliveryRefused(reason);
      throw new DeliveryPostponed(reason);
    });
  };
}

const SAYS: Readonly<Record<string, string>> = {
  ETIMEDOUT: "The mail server did not answer in time.",
  EAUTH: "The mail server did not accept the user name and password.",
  ETLS: "The mail server does not offer an encrypted connection.",
};

/** SMTP knows no other way to tell a repetition: mail programs show a Message-ID once. */
const messageId = (key: string, from: string): string => `<${key.replace("/", ".")}@${/@([^\s>]+)/.exec(from)?.[1]}>`;
