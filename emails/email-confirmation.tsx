import { utcTime } from "#lib/text/utc-time.ts";
import { type Envelope, Frame } from "./layout.tsx";
import { Action, Facts, Paragraph } from "./parts.tsx";
import { PREVIEW_PERSON } from "./preview-person.ts";

type Props = Envelope &
  Readonly<{
    newEmail: string;
    link: string;
    linkEndsAt: string;
  }>;

export const subject = ({ origin }: Props) => `Confirm your new e-mail address at ${new URL(origin).host}`;

/**
 * To an address that the owner of an account wants to use from now on. It does not name the account's present one: until
 * it is confirmed, this mailbox may be a stranger's.
 */
export default function EmailConfirmation(mail: Props) {
  const { origin, newEmail, link } = mail;
  const linkEndsAt = utcTime(new Date(mail.linkEndsAt));
  return (
    <Frame
      mail={mail}
      to={newEmail}
      subject={subject(mail)}
      preview={`Nothing changes before you do. The link works until ${linkEndsAt}.`}
      title="Confirm your new e-mail address"
      because="the owner of an account asked to use this address"
    >
      <Paragraph>
        You asked at {origin} to use this e-mail address for your account. The change takes effect once you confirm it
        while you are signed in.
      </Paragraph>
      <Facts facts={{ "New e-mail address": newEmail, "The link works until": linkEndsAt }} />
      <Action href={link}>Confirm the address</Action>
      <Paragraph>
        You did not ask for this? Then do nothing: without your confirmation, nothing changes. Somebody may have
        mistyped their own address.
      </Paragraph>
    </Frame>
  );
}

export const PreviewProps: Props = {
  ...PREVIEW_PERSON,
  newEmail: "wilhelmina-alexandra.konstantinopolitanskaja-lindqvist@engineering.example.com",
  link: "https://accounts.example.com/confirm-email/0kPp6rSSb1Y8m2vX3cQe7wTzLhJd9nUfAaGiKoB5sE4",
  linkEndsAt: "2026-11-02T15:30:00.000Z",
};
