import { config } from "#lib/config/index.ts";
import { decryptText } from "#lib/crypto/encryption.ts";
import { type LinkPurpose, linkUrl } from "#lib/links/link-purposes.ts";
import type { ClaimedEmail } from "./claim-email.ts";
import { compose } from "./compose.ts";
import { DeliveryRefused, type Message } from "./delivery.ts";
import type { EmailKind } from "./email-kinds.ts";
import type { EmailProps } from "./templates.ts";

/** What the links are for that emails carry. */
const LINKS: Readonly<Partial<Record<EmailKind, LinkPurpose>>> = {
  "account-activation": "activation",
  "password-reset": "password-reset",
  "forgot-password": "password-reset",
  "email-confirmation": "email-change",
};

/**
 * A mail as it goes to the provider: the same, to the byte, at every try.
 * @throws DeliveryRefused when the secret of its link cannot be read any more
 */
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
  const link = encryptedToken === null ? {} : { link: await linkOf(kind, encryptedToken) };
  const composed = await compose(kind as EmailKind, { ...templateData, ...link, origin } as EmailProps[EmailKind]);
  return { from: mail.from, to: recipient, key: `${id}/${sendCycle}`, ...composed };
}

async function linkOf(kind: string, encryptedToken: string): Promise<string> {
  const purpose = LINKS[kind as EmailKind];
  const secret = await decryptText("link-token", encryptedToken);
  if (!purpose || !secret) throw new DeliveryRefused("The AUTH_SECRET that its link was made with is gone.");
  return linkUrl(purpose, secret);
}
