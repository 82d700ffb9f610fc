import { config } from "#lib/config/index.ts";
import { absoluteUrl } from "#lib/http/absolute-url.ts";
import { decryptToken } from "#lib/links/link-token.ts";
import { paths } from "#lib/paths.ts";
import type { ClaimedEmail } from "./claim-email.ts";
import { compose } from "./compose.ts";
import { DeliveryRefused, type Message } from "./delivery.ts";
import type { EmailKind } from "./email-kinds.ts";
import type { EmailProps } from "./templates.ts";

/** The pages that the links in emails lead to. */
const LINK_PATHS: Readonly<Partial<Record<EmailKind, string>>> = {
  "account-activation": paths.activate,
  "password-reset": paths.completePasswordReset,
  "forgot-password": paths.completePasswordReset,
  "email-confirmation": paths.confirmEmail,
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
  const link = encryptedToken === null ? {} : { link: linkOf(kind, encryptedToken) };
  const composed = await compose(kind as EmailKind, { ...templateData, ...link, origin } as EmailProps[EmailKind]);
  return { from: mail.from, to: recipient, key: `${id}/${sendCycle}`, ...composed };
}

function linkOf(kind: string, encryptedToken: string): string {
  const path = LINK_PATHS[kind as EmailKind];
  const token = decryptToken(encryptedToken);
  if (!path || !token) throw new DeliveryRefused("The AUTH_SECRET that its link was made with is gone.");
  return absoluteUrl(`${path}/${token}`);
}
