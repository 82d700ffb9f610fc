import { utcTime } from "#lib/text/utc-time.ts";
import { type Envelope, Frame } from "./layout.tsx";
import { Action, Facts, Paragraph } from "./parts.tsx";
import { PREVIEW_PERSON } from "./preview-person.ts";

type Props = Envelope &
  Readonly<{
    link: string;
    linkEndsAt: string;
    /** Whether there never was a password: until now an identity provider signed them in. */
    isFirst: boolean;
  }>;

export const subject = ({ origin, isFirst }: Props) =>
  isFirst ? `Choose a password at ${new URL(origin).host}` : `Forgot your password at ${new URL(origin).host}?`;

/** To somebody who said at the sign-in page that they forgot their password, or about whom somebody else did. */
export default function ForgotPassword(mail: Props) {
  const { origin, email, link, isFirst } = mail;
  const linkEndsAt = utcTime(new Date(mail.linkEndsAt));
  return (
    <Frame
      mail={mail}
      subject={subject(mail)}
      preview={`Choose ${isFirst ? "one" : "a new one"}. The link works until ${linkEndsAt}.`}
      title={isFirst ? "Choose a password" : "Forgot your password?"}
      because="somebody entered it under “Forgot password?”"
    >
      <Paragraph>
        Somebody, most likely you, asked at {origin} for a link to choose a password.{" "}
        {isFirst
          ? "Your account has none: you have signed in without one so far. Here you choose it."
          : "Here you choose a new one."}
      </Paragraph>
      <Facts facts={{ "You sign in as": email, "The link works until": linkEndsAt }} />
      <Action href={link}>{isFirst ? "Choose a password" : "Choose a new password"}</Action>
      <Paragraph>The link works once. After that, its page offers to send you a fresh one.</Paragraph>
      <Paragraph>
        You did not ask for this? Then do nothing: {isFirst ? "nothing changes" : "your password stays as it is"}. Give
        the link to nobody: whoever has it can choose your password.
      </Paragraph>
    </Frame>
  );
}

export const PreviewProps: Props = {
  ...PREVIEW_PERSON,
  link: "https://accounts.example.com/reset-password/0kPp6rSSb1Y8m2vX3cQe7wTzLhJd9nUfAaGiKoB5sE4",
  linkEndsAt: "2026-11-02T14:45:00.000Z",
  isFirst: false,
};
