import { utcTime } from "#lib/text/utc-time.ts";
import { type CommonProps, EmailLayout, hostOf } from "./layout.tsx";
import { ActionButton, DetailList, Paragraph } from "./parts.tsx";
import { PREVIEW_RECIPIENT } from "./preview-recipient.ts";

type Props = CommonProps &
  Readonly<{
    failedAttempts: number;
    at: string;
    forgotPasswordUrl: string;
  }>;

export const subject = ({ origin }: Props) => `Your account at ${hostOf(origin)} is locked`;

/** Tells a user that their account was locked, and how to unlock it. */
export default function AccountLocked(props: Props) {
  const { origin, email, failedAttempts, at, forgotPasswordUrl } = props;
  return (
    <EmailLayout
      common={props}
      subject={subject(props)}
      preview="There were too many failed sign-ins. Choose a new password to unlock it."
      title="Your account is locked"
      reason="your account was locked"
      isSecurityNotice
    >
      <Paragraph>
        We locked your account at {hostOf(origin)} after too many failed sign-ins. Nobody can sign in to it now, even
        with the correct password.
      </Paragraph>
      <DetailList
        details={{
          Account: email,
          "Failed sign-ins": String(failedAttempts),
          "Locked at": utcTime(new Date(at)),
        }}
      />
      <Paragraph>
        To unlock your account, choose a new password. Enter your email on the next page and we’ll send you a link.
      </Paragraph>
      <ActionButton href={forgotPasswordUrl}>Choose a new password</ActionButton>
      <Paragraph>
        If this wasn’t you, someone may be guessing your password. None of these sign-ins succeeded. Choose a password
        you don’t use anywhere else, and tell your administrator.
      </Paragraph>
    </EmailLayout>
  );
}

export const PreviewProps: Props = {
  ...PREVIEW_RECIPIENT,
  failedAttempts: 10,
  at: "2026-11-02T14:30:00.000Z",
  forgotPasswordUrl: "https://accounts.example.com/forgot-password",
};
