import { type Envelope, Frame } from "./layout.tsx";
import { Action, Facts, Paragraph } from "./parts.tsx";
import { PREVIEW_PERSON } from "./preview-person.ts";

type Props = Envelope &
  Readonly<{
    signInAddress: string;
    /** What the identity provider is called on the sign-in page. */
    providerName: string;
    /** The administrator's e-mail address, where it was one. */
    invitedBy: string | null;
  }>;

export const subject = ({ origin }: Props) => `How to sign in at ${new URL(origin).host}`;

/** To somebody who was added, and whom an identity provider signs in. */
export default function LoginInstructions(mail: Props) {
  const { origin, email, signInAddress, providerName, invitedBy } = mail;
  return (
    <Frame
      mail={mail}
      subject={subject(mail)}
      preview="You need no password of its own for it."
      title="How to sign in"
      because="an administrator added a user account with this address"
    >
      <Paragraph>
        {invitedBy ?? "An administrator"} added a user account for you at {origin}. You sign in with {providerName}, and
        need no other password. The address below stays the same, so you can keep it.
      </Paragraph>
      <Facts facts={{ "Sign in with": providerName, "Your account there": email }} />
      <Action href={signInAddress}>Sign in</Action>
      <Paragraph>
        You did not expect this? Then do nothing: only who can sign in with {providerName} as you can use the account.
      </Paragraph>
    </Frame>
  );
}

export const PreviewProps: Props = {
  ...PREVIEW_PERSON,
  signInAddress: "https://accounts.example.com/login",
  providerName: "Example Industries Workforce Identity",
  invitedBy: "maria.lindqvist@example.com",
};
