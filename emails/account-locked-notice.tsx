import { notificationLabel } from "#lib/profile/email-notifications.ts";
import { utcTime } from "#lib/text/utc-time.ts";
import { type CommonProps, EmailLayout, hostOf } from "./layout.tsx";
import { ActionButton, DetailList, Paragraph } from "./parts.tsx";
import { PREVIEW_RECIPIENT } from "./preview-recipient.ts";

type Props = CommonProps &
  Readonly<{
    lockedEmail: string;
    /** May be empty. */
    lockedName: string;
    failedAttempts: number;
    at: string;
    /** The locked account's page. */
    accountUrl: string;
  }>;

const NOTIFICATION = notificationLabel("account-locked");

export const subject = ({ origin, lockedEmail }: Props) => `Account locked at ${hostOf(origin)}: ${lockedEmail}`;

/** Tells administrators who subscribed to it that somebody's account was locked. */
export default function AccountLockedNotice(props: Props) {
  const { origin, lockedEmail, lockedName, failedAttempts, at, accountUrl } = props;
  return (
    <EmailLayout
      common={props}
      subject={subject(props)}
      preview="There were too many failed sign-ins. You don’t need to do anything."
      title="An account was locked"
      reason={`your account has the notification “${NOTIFICATION}” turned on`}
    >
      <Paragraph>
        An account at {hostOf(origin)} was locked after too many failed sign-ins. Its owner received an email about how
        to unlock it.
      </Paragraph>
      <DetailList
        details={{
          Account: lockedEmail,
          ...(lockedName && { Name: lockedName }),
          "Failed sign-ins": String(failedAttempts),
          "Locked at": utcTime(new Date(at)),
        }}
      />
      <ActionButton href={accountUrl}>View account</ActionButton>
      <Paragraph>
        You don’t need to do anything. If several accounts are locked within a short time, someone may be guessing
        passwords.
      </Paragraph>
      <Paragraph>
        To stop these emails, go to Administration &gt; User Accounts, open your own account and turn off “
        {NOTIFICATION}” under Email notifications.
      </Paragraph>
    </EmailLayout>
  );
}

export const PreviewProps: Props = {
  ...PREVIEW_RECIPIENT,
  lockedEmail: "jean-baptiste.de-la-rochefoucauld@engineering.subsidiary.example.com",
  lockedName: "Jean-Baptiste de La Rochefoucauld-Liancourt",
  failedAttempts: 10,
  at: "2026-11-02T14:30:00.000Z",
  accountUrl: "https://accounts.example.com/administration/user-accounts/01988f3e-7c1a-7d52-9a41-3f6f4e0f2b7c",
};
