import { utcTime } from "#lib/text/utc-time.ts";
import { type CommonProps, EmailLayout, hostOf } from "./layout.tsx";
import { ActionButton, DetailList, Paragraph, SingleUseLinkNote } from "./parts.tsx";
import { PREVIEW_RECIPIENT } from "./preview-recipient.ts";

type Props = CommonProps &
  Readonly<{
    link: string;
    linkExpiresAt: string;
    /** Whether the account never had a password, because an identity provider signed its user in. */
    isFirst: boolean;
    /** Whether the old password and the sessions were revoked already. */
    accessEnded: boolean;
  }>;

const newPassword = ({ isFirst }: Props) => (isFirst ? "a password" : "a new password");

const title = (props: Props) => `Choose ${newPassword(props)}`;

export const subject = (props: Props) => `${title(props)} at ${hostOf(props.origin)}`;

/** Sent when an administrator resets a user's password. */
export default function PasswordReset(props: Props) {
  const { origin, email, link, isFirst, accessEnded } = props;
  const linkExpiresAt = utcTime(new Date(props.linkExpiresAt));
  return (
    <EmailLayout
      common={props}
      subject={subject(props)}
      preview={`An administrator asked you to. The link expires on ${linkExpiresAt}.`}
      title={title(props)}
      reason={`an administrator asked you to choose ${newPassword(props)}`}
    >
      <Paragraph>
        An administrator asked you to choose {newPassword(props)} for your account at {hostOf(origin)}.{" "}
        {isFirst
          ? "You haven’t needed one so far. From now on, sign in with your email and this password."
          : accessEnded
            ? "Your old password no longer works, and you were signed out everywhere."
            : "Your current password works until you do."}
      </Paragraph>
      <DetailList details={{ Email: email, "Link expires": linkExpiresAt }} />
      <ActionButton href={link}>{title(props)}</ActionButton>
      <SingleUseLinkNote />
      <Paragraph>
        If you didn’t expect this email, check with your administrator before you use the link. Don’t share the link:
        anyone who has it can choose your password.
      </Paragraph>
    </EmailLayout>
  );
}

export const PreviewProps: Props = {
  ...PREVIEW_RECIPIENT,
  link: "https://accounts.example.com/reset-password/0kPp6rSSb1Y8m2vX3cQe7wTzLhJd9nUfAaGiKoB5sE4",
  linkExpiresAt: "2026-11-02T15:30:00.000Z",
  isFirst: false,
  accessEnded: false,
};
