import { utcTime } from "#lib/text/utc-time.ts";
import { type Envelope, Frame } from "./layout.tsx";
import { Action, Facts, Paragraph } from "./parts.tsx";
import { PREVIEW_PERSON } from "./preview-person.ts";

type Props = Envelope &
  Readonly<{
    failedAttempts: number;
    at: string;
    forgotPasswordAddress: string;
  }>;

export const subject = ({ origin }: Props) => `Your account at ${new URL(origin).host} is locked`;

/** To somebody whose account was locked: what happened, and how to get back in. */
export default function AccountLocked(mail: Props) {
  const { origin, email, failedAttempts, at, forgotPasswordAddress } = mail;
  return (
    <Frame
      mail={mail}
      subject={subject(mail)}
      preview="Too many sign-ins failed. A new password gets you back in."
      title="Your account is locked"
      because="this account was locked. Security notices about your own account cannot be switched off"
    >
      <Paragraph>
        Too many sign-ins to your account at {origin} failed, one after the other. It is locked now: no password opens
        it, not even the right one.
      </Paragraph>
      <Facts
        facts={{
          Account: email,
          "Failed attempts": String(failedAttempts),
          "Locked at": utcTime(new Date(at)),
        }}
      />
      <Paragraph>
        To get back in, choose a new password. Enter your e-mail address on the page below, and we send you a link for
        it.
      </Paragraph>
      <Action href={forgotPasswordAddress}>Choose a new password</Action>
      <Paragraph>
        That was not you? Then somebody was guessing. Nobody got in that way, and nothing was given away. Choose a new
        password that you use nowhere else, and tell your administrator.
      </Paragraph>
    </Frame>
  );
}

export const PreviewProps: Props = {
  ...PREVIEW_PERSON,
  failedAttempts: 10,
  at: "2026-11-02T14:30:00.000Z",
  forgotPasswordAddress: "https://accounts.example.com/forgot-password",
};
