import { utcTime } from "#lib/text/utc-time.ts";
import { type CommonProps, EmailLayout, hostOf } from "./layout.tsx";
import { ActionButton, DetailList, Paragraph, SingleUseLinkNote } from "./parts.tsx";
import { PREVIEW_RECIPIENT } from "./preview-recipient.ts";

type Props = CommonProps &
  Readonly<{
    link: string;
    linkExpiresAt: string;
    /** The administrator's email, or null where it is unknown. */
    invitedBy: string | null;
  }>;

export const subject = ({ origin }: Props) => `Activate your account at ${hostOf(origin)}`;

/** Lets a new user choose a password. */
export default function AccountActivation(props: Props) {
  const { origin, email, link, invitedBy } = props;
  const linkExpiresAt = utcTime(new Date(props.linkExpiresAt));
  return (
    <EmailLayout
      common={props}
      subject={subject(props)}
      preview={`Choose a password to activate it. The link expires on ${linkExpiresAt}.`}
      title="Activate your account"
      reason="an administrator created an account for this address"
    >
      <Paragraph>
        {invitedBy ?? "An administrator"} created an account for you at {hostOf(origin)}. Choose a password to activate
        it.
      </Paragraph>
      <DetailList details={{ Email: email, "Link expires": linkExpiresAt }} />
      <ActionButton href={link}>Choose a password</ActionButton>
      <SingleUseLinkNote />
      <Paragraph>
        If you didn’t expect this email, you can ignore it. Nobody can sign in to the account until a password is
        chosen.
      </Paragraph>
    </EmailLayout>
  );
}

export const PreviewProps: Props = {
  ...PREVIEW_RECIPIENT,
  link: "https://accounts.example.com/activate/0kPp6rSSb1Y8m2vX3cQe7wTzLhJd9nUfAaGiKoB5sE4",
  linkExpiresAt: "2026-11-03T14:30:00.000Z",
  invitedBy: "maria.lindqvist@example.com",
};
