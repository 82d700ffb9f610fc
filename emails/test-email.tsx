import { utcTime } from "#lib/text/utc-time.ts";
import { type Envelope, Frame } from "./layout.tsx";
import { Facts, Paragraph } from "./parts.tsx";
import { PREVIEW_PERSON } from "./preview-person.ts";

type Props = Envelope &
  Readonly<{
    at: string;
    /** What carries the emails, such as “Resend”. */
    transport: string;
    /** The administrator's e-mail address. */
    sentBy: string;
  }>;

export const subject = ({ origin }: Props) => `Test mail from ${new URL(origin).host}`;

/** To an administrator who tries the settings. */
export default function TestMail(mail: Props) {
  const { origin, at, transport, sentBy } = mail;
  return (
    <Frame
      mail={mail}
      subject={subject(mail)}
      preview="It arrived, so outgoing mail works."
      title="Outgoing mail works"
      because="an administrator asked for a test mail"
    >
      <Paragraph>An administrator tries out the outgoing mail of {origin}. This mail arrived, so it works.</Paragraph>
      <Facts facts={{ "Asked for by": sentBy, "Asked for at": utcTime(new Date(at)), "Sent through": transport }} />
      <Paragraph>You did not ask for this? Then do nothing: it changes nothing.</Paragraph>
    </Frame>
  );
}

export const PreviewProps: Props = {
  ...PREVIEW_PERSON,
  at: "2026-11-02T14:30:00.000Z",
  transport: "SMTP, smtp.example.com:587",
  sentBy: PREVIEW_PERSON.email,
};
