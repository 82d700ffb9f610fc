import { utcTime } from "#lib/text/utc-time.ts";
import { type Envelope, Frame } from "./layout.tsx";
import { Action, Facts, Paragraph } from "./parts.tsx";
import { PREVIEW_PERSON } from "./preview-person.ts";

type Props = Envelope &
  Readonly<{
    at: string;
    /** By somebody signed in, or through a link from a mail. */
    how: "changed" | "reset";
    forgotPasswordAddress: string;
  }>;

export const subject = ({ origin }: Props) => `Your password at ${new URL(origin).host} was changed`;

const WHAT_HAPPENED = {
  changed: "was changed on its account page. Everywhere else you were signed out.",
  reset: "was set through a link that we emailed to you. You were signed out everywhere.",
} as const;

/** To the owner of an account whose password is another one now. */
export default function PasswordChanged(mail: Props) {
  const { origin, email, at, how, forgotPasswordAddress } = mail;
  return (
    <Frame
      mail={mail}
      subject={subject(mail)}
      preview="That was you? Then there is nothing to do."
      title="Your password was changed"
      because="the password of this account was changed. Security notices about your own account cannot be switched off"
    >
      <Paragraph>
        The password of your account at {origin} {WHAT_HAPPENED[how]}
      </Paragraph>
      <Facts facts={{ Account: email, "Changed at": utcTime(new Date(at)) }} />
      <Paragraph>That was you? Then there is nothing to do.</Paragraph>
      <Paragraph>
        That was not you? Then choose a new password at once, and tell your administrator. Enter your e-mail address on
        the page below, and we send you a link for it.
      </Paragraph>
      <Action href={forgotPasswordAddress}>Choose a new password</Action>
    </Frame>
  );
}

export const PreviewProps: Props = {
  ...PREVIEW_PERSON,
  at: "2026-11-02T14:30:00.000Z",
  how: "changed",
  forgotPasswordAddress: "https://accounts.example.com/forgot-password",
};
