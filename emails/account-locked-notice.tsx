import { notificationLabel } from "#lib/profile/email-notifications.ts";
import { utcTime } from "#lib/text/utc-time.ts";
import { type Envelope, Frame } from "./layout.tsx";
import { Action, Facts, Paragraph } from "./parts.tsx";
import { PREVIEW_PERSON } from "./preview-person.ts";

type Props = Envelope &
  Readonly<{
    lockedEmail: string;
    lockedName: string;
    failedAttempts: number;
    at: string;
    /** The page of the locked account. */
    accountAddress: string;
  }>;

export const subject = ({ origin, lockedEmail }: Props) =>
  `An account at ${new URL(origin).host} was locked: ${lockedEmail}`;

/** To administrators who want to know when an account is locked. */
export default function AccountLockedNotice(mail: Props) {
  const { origin, lockedEmail, lockedName, failedAttempts, at, accountAddress } = mail;
  return (
    <Frame
      mail={mail}
      subject={subject(mail)}
      preview="Too many sign-ins failed. Its owner was told how to get back in."
      title="An account was locked"
      because={`your account has “${notificationLabel("account-locked")}” among its email notifications`}
    >
      <Paragraph>
        Too many sign-ins to an account at {origin} failed, one after the other. Nobody can sign in to it now. Its owner
        was told how to get back in, by choosing a new password.
      </Paragraph>
      <Facts
        facts={{
          Account: lockedEmail,
          ...(lockedName && { Name: lockedName }),
          "Failed attempts": String(failedAttempts),
          "Locked at": utcTime(new Date(at)),
        }}
      />
      <Action href={accountAddress}>Open the account</Action>
      <Paragraph>
        There is nothing you have to do. If several accounts are locked within a short time, somebody may be guessing
        passwords.
      </Paragraph>
      <Paragraph>
        You do not want these mails? Then switch them off: Administration &gt; User Accounts, your own account, Email
        notifications.
      </Paragraph>
    </Frame>
  );
}

export const PreviewProps: Props = {
  ...PREVIEW_PERSON,
  lockedEmail: "jean-baptiste.de-la-rochefoucauld@engineering.subsidiary.example.com",
  lockedName: "Jean-Baptiste de La Rochefoucauld-Liancourt",
  failedAttempts: 10,
  at: "2026-11-02T14:30:00.000Z",
  accountAddress: "https://accounts.example.com/administration/user-accounts/01988f3e-7c1a-7d52-9a41-3f6f4e0f2b7c",
};
