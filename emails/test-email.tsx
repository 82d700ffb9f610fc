import { utcTime } from "#lib/text/utc-time.ts";
import { type CommonProps, EmailLayout, hostOf } from "./layout.tsx";
import { DetailList, Paragraph } from "./parts.tsx";
import { PREVIEW_RECIPIENT } from "./preview-recipient.ts";

type Props = CommonProps &
  Readonly<{
    at: string;
    /** Its name, such as "Resend". */
    transport: string;
    /** The administrator's email. */
    requestedBy: string;
  }>;

export const subject = ({ origin }: Props) => `Test email from ${hostOf(origin)}`;

/** Lets an administrator check the mail settings. */
export default function TestEmail(props: Props) {
  const { origin, at, transport, requestedBy } = props;
  return (
    <EmailLayout
      common={props}
      subject={subject(props)}
      preview="You received this email, so outgoing mail works."
      title="Outgoing mail works"
      reason="an administrator requested a test email"
    >
      <Paragraph>This is a test email from {hostOf(origin)}. You received it, so outgoing mail works.</Paragraph>
      <DetailList
        details={{ "Requested by": requestedBy, "Requested at": utcTime(new Date(at)), "Sent through": transport }}
      />
      <Paragraph>If you didn’t request this, you can ignore this email. Nothing was changed.</Paragraph>
    </EmailLayout>
  );
}

export const PreviewProps: Props = {
  ...PREVIEW_RECIPIENT,
  at: "2026-11-02T14:30:00.000Z",
  transport: "SMTP, smtp.example.com:587",
  requestedBy: PREVIEW_RECIPIENT.email,
};
