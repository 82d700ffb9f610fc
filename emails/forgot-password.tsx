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
  }>;

export const subject = ({ origin, isFirst }: Props) =>
  isFirst ? `Choose a password at ${hostOf(origin)}` : `Reset your password at ${hostOf(origin)}`;

/** Answers a request for a password reset, which anyone can make for any address. */
export default function ForgotPassword(props: Props) {
  const { origin, email, link, isFirst } = props;
  const linkExpiresAt = utcTime(new Date(props.linkExpiresAt));
  const newPassword = isFirst ? "a password" : "a new password";
  return (
    <EmailLayout
      common={props}
      subject={subject(props)}
      preview={`Use this link to choose ${newPassword}. It expires on ${linkExpiresAt}.`}
      title={isFirst ? "Choose a password" : "Reset your password"}
      reason="someone entered this address under “Forgot password?”"
    >
      <Paragraph>
        {isFirst
          ? `We received a request to choose a password for your account at ${hostOf(origin)}, which doesn’t have one yet.`
          : `We received a request to reset the password of your account at ${hostOf(origin)}.`}
      </Paragraph>
      <DetailList details={{ Email: email, "Link expires": linkExpiresAt }} />
      <ActionButton href={link}>{`Choose ${newPassword}`}</ActionButton>
      <SingleUseLinkNote />
      <Paragraph>
        If you didn’t request this, you can ignore this email.{" "}
        {isFirst ? "Nothing changes." : "Your password stays the same."} Don’t share the link: anyone who has it can
        choose your password.
      </Paragraph>
    </EmailLayout>
  );
}

export const PreviewProps: Props = {
  ...PREVIEW_RECIPIENT,
  link: "https://accounts.example.com/reset-password/0kPp6rSSb1Y8m2vX3cQe7wTzLhJd9nUfAaGiKoB5sE4",
  linkExpiresAt: "2026-11-02T14:45:00.000Z",
  isFirst: false,
};
