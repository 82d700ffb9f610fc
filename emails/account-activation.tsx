import { utcTime } from "#lib/text/utc-time.ts";
import { type Envelope, Frame } from "./layout.tsx";
import { Action, Facts, Paragraph } from "./parts.tsx";
import { PREVIEW_PERSON } from "./preview-person.ts";

type Props = Envelope &
  Readonly<{
    link: string;
    linkEndsAt: string;
    /** The administrator's e-mail address, where it was one. */
    invitedBy: string | null;
  }>;

export const subject = ({ origin }: Props) => `Activate your account at ${new URL(origin).host}`;

/** To somebody who was added: choose a password, and you can sign in. */
export default function AccountActivation(mail: Props) {
  const { origin, email, link, invitedBy } = mail;
  const linkEndsAt = utcTime(new Date(mail.linkEndsAt));
  return (
    <Frame
      mail={mail}
      subject={subject(mail)}
      preview={`Choose your password. The link works until ${linkEndsAt}.`}
      title="Activate your account"
      because="an administrator added a user account with this address"
    >
      <Paragraph>
        {invitedBy ?? "An administrator"} added a user account for you at {origin}. Choose a password to activate it.
      </Paragraph>
      <Facts facts={{ "You sign in as": email, "The link works until": linkEndsAt }} />
      <Action href={link}>Choose a password</Action>
      <Paragraph>The link works once. After that, its page offers to send you a fresh one.</Paragraph>
      <Paragraph>
        You did not expect this? Then do nothing: as long as no password is chosen, nobody can sign in to the account.
      </Paragraph>
    </Frame>
  );
}

export const PreviewProps: Props = {
  ...PREVIEW_PERSON,
  link: "https://accounts.example.com/activate/0kPp6rSSb1Y8m2vX3cQe7wTzLhJd9nUfAaGiKoB5sE4",
  linkEndsAt: "2026-11-03T14:30:00.000Z",
  invitedBy: "maria.lindqvist@example.com",
};
