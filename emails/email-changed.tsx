import { utcTime } from "#lib/text/utc-time.ts";
import { type CommonProps, EmailLayout, hostOf } from "./layout.tsx";
import { DetailList, Paragraph } from "./parts.tsx";
import { PREVIEW_RECIPIENT } from "./preview-recipient.ts";

type Props = CommonProps &
  Readonly<{
    at: string;
    by: "owner" | "administrator";
    /** Whether it goes to the new address or to the old one. */
    isNewAddress: boolean;
  }>;

export const subject = ({ origin, isNewAddress }: Props) =>
  isNewAddress ? `Your new email address at ${hostOf(origin)}` : `Your email address at ${hostOf(origin)} was changed`;

const CHANGED_BY = { owner: "The account’s owner", administrator: "An administrator" } as const;

/** Tells both addresses that an account's email was changed. The old one does not learn the new one. */
export default function EmailChanged(props: Props) {
  const { origin, email, at, by, isNewAddress } = props;
  const details = { "Changed at": utcTime(new Date(at)), "Changed by": CHANGED_BY[by] };
  const layout = { common: props, subject: subject(props) };
  return isNewAddress ? (
    <EmailLayout
      {...layout}
      preview="Sign in with this address from now on. Your password stays the same."
      title="Your new email address"
      reason="it is now the email address of an account"
    >
      <Paragraph>
        The email address of your account at {hostOf(origin)} was changed to this one. From now on, sign in with this
        address. Your password stays the same.
      </Paragraph>
      <DetailList details={{ Email: email, ...details }} />
      <Paragraph>
        If you didn’t expect this change, tell your administrator. If you don’t have an account there, someone may have
        mistyped their own address, and you can ignore this email.
      </Paragraph>
    </EmailLayout>
  ) : (
    <EmailLayout
      {...layout}
      preview="Sign in with your new address from now on. If you didn’t expect this, tell your administrator."
      title="Your email address was changed"
      reason="it was the email address of your account"
      isSecurityNotice
    >
      <Paragraph>
        The email address of your account at {hostOf(origin)} was changed. From now on, sign in with your new address.
        Your password stays the same.
      </Paragraph>
      <DetailList details={{ "Old email address": email, ...details }} />
      <Paragraph>
        If you didn’t expect this change, tell your administrator immediately. Anyone who can read emails to the new
        address can reset your password.
      </Paragraph>
    </EmailLayout>
  );
}

export const PreviewProps: Props = {
  ...PREVIEW_RECIPIENT,
  at: "2026-11-02T14:30:00.000Z",
  by: "owner",
  isNewAddress: false,
};
