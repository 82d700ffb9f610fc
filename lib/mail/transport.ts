import { config } from "#lib/config/index.ts";
import type { MailConfig } from "#lib/config/mail.ts";
import type { Message, Transport } from "./delivery.ts";
import { resendTransport } from "./resend.ts";
import { smtpTransport } from "./smtp.ts";

let current: Readonly<{ config: MailConfig; transport: Transport }> | undefined;

/** @throws DeliveryRejected, DeliveryDeferred */
export const deliver = (message: Message): Promise<void> => configuredTransport()(message);

function configuredTransport(): Transport {
  const { mail } = config();
  if (!mail) throw new Error("Outgoing mail is off.");
  if (current?.config !== mail) {
    const { transport } = mail;
    current = {
      config: mail,
      transport: transport.kind === "resend" ? resendTransport(transport) : smtpTransport(transport),
    };
  }
  return current.transport;
}
