import { utcTime } from "#lib/text/utc-time.ts";
import { type CommonProps, EmailLayout, hostOf } from "./layout.tsx";
import { ActionButton, DetailList, Paragraph } from "./parts.tsx";
import { PREVIEW_RECIPIENT } from "./preview-recipient.ts";

type Props = CommonProps &
  Readonly<{
    at: string;
    /** Changed by the signed-in user, or reset with an emailed link. */
    how: "changed" | "reset";
    forgotPasswordUrl: string;
  }>;

export const subject = ({ origin }: Props) => `Your password at ${hostOf(origin)} was changed`;

const WHAT_HAPPENED = {
  changed: "was changed on your account page. You were signed out everywhere else.",
  reset: "was reset with a link we emailed to you. You were signed out everywhere.",
} as const;

/** Tells a user that their password was changed. */
export default function PasswordChanged(props: Props) {
  const { origin, email, at, how, forgotPasswordUrl } = props;
  return (
    <EmailLayout
      common={props}
      subject={subject(props)}
      preview="If this was you, you don’t need to do anything."
      title="Your password was changed"
      reason="the password of your account was changed"
      isSecurityNotice
    >
      <Paragraph>
        The password of your account at {hostOf(origin)} {WHAT_HAPPENED[how]}
      </Paragraph>
      <DetailList details={{ Account: email, "Changed at": utcTime(new Date(at)) }} />
      <Paragraph>If this was you, you don’t need to do anything.</Paragraph>
      <Paragraph>
        If this wasn’t you, choose a new password immediately and tell your administrator. Enter your email on the next
        page and we’ll send you a link.
      </Paragraph>
      <ActionButton href={forgotPasswordUrl}>Choose a new password</ActionButton>
    </EmailLayout>
  );
}

export const PreviewProps: Props = {
  ...PREVIEW_RECIPIENT,
  at: "2026-11-02T14:30:00.000Z",
  how: "changed",
  forgotPasswordUrl: "https://accounts.example.com/forgot-password",
};
