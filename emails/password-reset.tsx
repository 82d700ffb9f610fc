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
    /** Whether the old password and the sessions have ended already. */
    accessEnded: boolean;
  }>;

const what = ({ isFirst }: Props) => (isFirst ? "Choose a password" : "Choose a new password");

export const subject = (mail: Props) => `${what(mail)} at ${new URL(mail.origin).host}`;

/** To somebody whose password an administrator wants replaced. */
export default function PasswordReset(mail: Props) {
  const { origin, email, link, isFirst, accessEnded } = mail;
  const linkEndsAt = utcTime(new Date(mail.linkEndsAt));
  return (
    <Frame
      mail={mail}
      subject={subject(mail)}
      preview={`An administrator asks you to. The link works until ${linkEndsAt}.`}
      title={what(mail)}
      because={`an administrator asked for a ${isFirst ? "" : "new "}password for this account`}
    >
      <Paragraph>
        An administrator asks you to choose a {isFirst ? "" : "new "}password for your account at {origin}.{" "}
        {isFirst
          ? "You have signed in without one so far. From now on you sign in with your email address and this password."
          : accessEnded
            ? "Your old password works no more, and you were signed out everywhere."
            : "Until you have, your old password keeps working."}
      </Paragraph>
      <Facts facts={{ "You sign in as": email, "The link works until": linkEndsAt }} />
      <Action href={link}>{what(mail)}</Action>
      <Paragraph>The link works once. After that, its page offers to send you a fresh one.</Paragraph>
      <Paragraph>
        You did not expect this? Then ask your administrator first. Give the link to nobody: whoever has it can choose
        your password.
      </Paragraph>
    </Frame>
  );
}

export const PreviewProps: Props = {
  ...PREVIEW_PERSON,
  link: "https://accounts.example.com/reset-password/0kPp6rSSb1Y8m2vX3cQe7wTzLhJd9nUfAaGiKoB5sE4",
  linkEndsAt: "2026-11-02T15:30:00.000Z",
  isFirst: false,
  accessEnded: false,
};
