import { config } from "#lib/config/index.ts";
import type { MailConfig } from "#lib/config/mail.ts";
import type { Deliver } from "./delivery.ts";
import { resendDelivery } from "./resend.ts";
import { smtpDelivery } from "./smtp.ts";

let opened: Readonly<{ by: MailConfig; deliver: Deliver }> | undefined;

/** The way out that is configured. */
export function transport(): Deliver {
  const { mail } = config();
  if (!mail) throw new Error("Outgoing mail is off.");
  if (opened?.by !== mail) {
    const { transport: chosen } = mail;
    opened = { by: mail, deliver: chosen.kind === "resend" ? resendDelivery(chosen) : smtpDelivery(chosen) };
  }
  return opened.deliver;
}
