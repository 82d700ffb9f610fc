import { config } from "#lib/config/index.ts";
import { type LinkPurpose, linkAddress } from "#lib/links/link-purposes.ts";
import { openSecret } from "#lib/links/link-token.ts";
import type { ClaimedMail } from "./claim-email.ts";
import { compose } from "./compose.ts";
import { DeliveryRefused, type Message } from "./delivery.ts";
import type { MailKind } from "./email-kinds.ts";
import type { MailProps } from "./templates.ts";

/** What the links are for that mails carry. */
const LINKS: Readonly<Partial<Record<MailKind, LinkPurpose>>> = {
  "account-activation": "activation",
  "password-reset": "password-reset",
  "forgot-password": "password-reset",
  "email-confirmation": "email-change",
};

/**
 * A mail as it goes to the provider: the same, to the byte, at every try.
 * @throws DeliveryRefused when the secret of its link cannot be read any more
 */
export async function messageOf({ id, round, kind, recipient, facts, sealedSecret }: ClaimedMail): Promise<Message> {
  const { mail, appUrl } = config();
  if (!mail) throw new Error("Outgoing mail is off.");
  const origin = appUrl.origin;
  const link = sealedSecret === null ? {} : { link: linkOf(kind, sealedSecret) };
  const composed = await compose(kind as MailKind, { ...facts, ...link, origin } as MailProps[MailKind]);
  return { from: mail.from, to: recipient, key: `${id}/${round}`, ...composed };
}

function linkOf(kind: string, sealedSecret: string): string {
  const purpose = LINKS[kind as MailKind];
  const secret = openSecret(sealedSecret);
  if (!purpose || !secret) throw new DeliveryRefused("The AUTH_SECRET that its link was made with is gone.");
  return linkAddress(purpose, secret);
}
