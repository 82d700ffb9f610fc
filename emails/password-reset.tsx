import { utcTime } from "#lib/utc-time.ts";
import { type Envelope, Frame } from "./frame.tsx";
import { Action, Facts, Paragraph } from "./parts.tsx";
import { PREVIEW_PERSON } from "./preview-person.ts";

type Props = Envelope &
  Readonly<{
    link: string;
    linkEndsAt: string;
    /** Whether the old password and the sessions have ended already. */
    accessEnded: boolean;
  }>;

export const subject = ({ origin }: Props) => `Choose a new password at ${new URL(origin).host}`;

/** To somebody whose password an administrator wants replaced. */
export default function PasswordReset(mail: Props) {
  const { origin, email, link, accessEnded } = mail;
  const linkEndsAt = utcTime(new Date(mail.linkEndsAt));
  return (
    <Frame
      mail={mail}
      subject={subject(mail)}
      preview={`An administrator asks you to. The link works until ${linkEndsAt}.`}
      title="Choose a new password"
      because="an administrator asked for a new password for this account"
    >
      <Paragraph>
        An administrator asks you to choose a new password for your account at {origin}.{" "}
        {accessEnded
          ? "Your old password works no more, and you were signed out everywhere."
          : "Until you have, your old password keeps working."}
      </Paragraph>
      <Facts facts={{ "You sign in as": email, "The link works until": linkEndsAt }} />
      <Action href={link}>Choose a new password</Action>
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
  accessEnded: false,
};
