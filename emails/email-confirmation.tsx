import { utcTime } from "#lib/text/utc-time.ts";
import { type CommonProps, EmailLayout, hostOf } from "./layout.tsx";
import { ActionButton, DetailList, Paragraph } from "./parts.tsx";
import { PREVIEW_RECIPIENT } from "./preview-recipient.ts";

type Props = CommonProps &
  Readonly<{
    newEmail: string;
    link: string;
    linkExpiresAt: string;
  }>;

export const subject = ({ origin }: Props) => `Confirm your new email address at ${hostOf(origin)}`;

/**
 * Asks a user to confirm a new address. It does not show the account's current one: until it is confirmed, the mailbox
 * may be somebody else's.
 */
export default function EmailConfirmation(props: Props) {
  const { origin, newEmail, link } = props;
  const linkExpiresAt = utcTime(new Date(props.linkExpiresAt));
  return (
    <EmailLayout
      common={props}
      to={newEmail}
      subject={subject(props)}
      preview={`Nothing changes until you confirm it. The link expires on ${linkExpiresAt}.`}
      title="Confirm your new email address"
      reason="someone asked to use this address for their account"
    >
      <Paragraph>
        You asked to use this email address for your account at {hostOf(origin)}. To finish the change, sign in and
        confirm it.
      </Paragraph>
      <DetailList details={{ "New email address": newEmail, "Link expires": linkExpiresAt }} />
      <ActionButton href={link}>Confirm email address</ActionButton>
      <Paragraph>
        If you didn’t ask for this, you can ignore this email. Nothing changes without your confirmation. Someone may
        have mistyped their own address.
      </Paragraph>
    </EmailLayout>
  );
}

export const PreviewProps: Props = {
  ...PREVIEW_RECIPIENT,
  newEmail: "wilhelmina-alexandra.konstantinopolitanskaja-lindqvist@engineering.example.com",
  link: "https://accounts.example.com/confirm-email/0kPp6rSSb1Y8m2vX3cQe7wTzLhJd9nUfAaGiKoB5sE4",
  linkExpiresAt: "2026-11-02T15:30:00.000Z",
};
