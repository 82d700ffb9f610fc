import { utcTime } from "#lib/text/utc-time.ts";
import { type Envelope, Frame } from "./layout.tsx";
import { Facts, Paragraph } from "./parts.tsx";
import { PREVIEW_PERSON } from "./preview-person.ts";

type Props = Envelope &
  Readonly<{
    at: string;
    by: "owner" | "administrator";
    /** Whether it goes to the new address, or to the one that was replaced. */
    isNewAddress: boolean;
  }>;

export const subject = ({ origin, isNewAddress }: Props) =>
  isNewAddress
    ? `Your new e-mail address at ${new URL(origin).host}`
    : `Your e-mail address at ${new URL(origin).host} was changed`;

const CHANGED_BY = { owner: "The owner of the account", administrator: "An administrator" } as const;

/** To both addresses of a person whose e-mail address was changed. The old one is never told the new one. */
export default function EmailChanged(mail: Props) {
  const { origin, email, at, by, isNewAddress } = mail;
  const changed = { "Changed at": utcTime(new Date(at)), "Changed by": CHANGED_BY[by] };
  const frame = { mail, subject: subject(mail) };
  return isNewAddress ? (
    <Frame
      {...frame}
      preview="From now on you sign in with this address. Your password stays the same."
      title="This is your new e-mail address"
      because="it is now the e-mail address of an account"
    >
      <Paragraph>
        The e-mail address of your account at {origin} was changed to this one. From now on you sign in with it, and get
        your mails here. Your password stays the same.
      </Paragraph>
      <Facts facts={{ "You sign in as": email, ...changed }} />
      <Paragraph>
        You did not ask for this? Then tell your administrator. If you have no account there, somebody mistyped an
        address, and you can ignore this mail.
      </Paragraph>
    </Frame>
  ) : (
    <Frame
      {...frame}
      preview="From now on you sign in with the new address, and get your mails there."
      title="Your e-mail address was changed"
      because="it was the e-mail address of an account. Security notices about your own account cannot be switched off"
    >
      <Paragraph>
        Your account at {origin} has another e-mail address now. From now on you sign in with the new one, and get your
        mails there. Your password stays the same.
      </Paragraph>
      <Facts facts={{ "Old e-mail address": email, ...changed }} />
      <Paragraph>
        You did not ask for this? Then tell your administrator at once: whoever reads mails to the new address can
        choose the password of your account.
      </Paragraph>
    </Frame>
  );
}

export const PreviewProps: Props = {
  ...PREVIEW_PERSON,
  at: "2026-11-02T14:30:00.000Z",
  by: "owner",
  isNewAddress: false,
};
