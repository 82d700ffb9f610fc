import { config } from "#lib/config/index.ts";
import { decryptText } from "#lib/crypto/encryption.ts";
import { absoluteUrl } from "#lib/http/absolute-url.ts";
import { paths } from "#lib/paths.ts";
import type { ClaimedEmail } from "./claim-email.ts";
import { compose } from "./compose.ts";
import { DeliveryRejected, type Message } from "./delivery.ts";
import type { EmailKind } from "./email-kinds.ts";
import type { EmailProps } from "./templates.ts";

const LINK_PATHS: Readonly<Partial<Record<EmailKind, string>>> = {
  "account-activation": paths.activate,
  "password-reset": paths.completePasswordReset,
  "forgot-password": paths.completePasswordReset,
  "email-confirmation": paths.confirmEmail,
};

/** Byte for byte the same for every attempt. @throws DeliveryRejected when the link's AUTH_SECRET was removed */
export async function buildMessage({
  id,
  sendCycle,
  kind,
  recipient,
  templateData,
  encryptedToken,
}: ClaimedEmail): Promise<Message> {
  const { mail, appUrl } = config();
  if (!mail) throw new Error("Outgoing mail is off.");
  const origin = appUrl.origin;
  const link = encryptedToken === null ? {} : { link: linkUrl(kind, encryptedToken) };
  const composed = await compose(kind as EmailKind, { ...templateData, ...link, origin } as EmailProps[EmailKind]);
  return { from: mail.from, to: recipient, idempotencyKey: `${id}/${sendCycle}`, ...composed };
}

function linkUrl(kind: string, encryptedToken: string): string {
  const path = LINK_PATHS[kind as EmailKind];
  const token = decryptText("link-token", encryptedToken);
  if (!path || !token)
    throw new DeliveryRejected("Its link was encrypted with an AUTH_SECRET that is no longer configured.");
  return absoluteUrl(`${path}/${token}`);
}
