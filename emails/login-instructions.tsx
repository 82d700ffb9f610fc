import { type CommonProps, EmailLayout, hostOf } from "./layout.tsx";
import { ActionButton, DetailList, Paragraph } from "./parts.tsx";
import { PREVIEW_RECIPIENT } from "./preview-recipient.ts";

type Props = CommonProps &
  Readonly<{
    signInUrl: string;
    /** The identity provider's name on the sign-in page. */
    providerName: string;
    /** The administrator's email, or null where it is unknown. */
    invitedBy: string | null;
  }>;

export const subject = ({ origin }: Props) => `How to sign in to ${hostOf(origin)}`;

/** Tells a new user how to sign in with the identity provider. */
export default function LoginInstructions(props: Props) {
  const { origin, email, signInUrl, providerName, invitedBy } = props;
  return (
    <EmailLayout
      common={props}
      subject={subject(props)}
      preview={`Sign in with ${providerName}. You don’t need another password.`}
      title="How to sign in"
      reason="an administrator created an account for this address"
    >
      <Paragraph>
        {invitedBy ?? "An administrator"} created an account for you at {hostOf(origin)}. Sign in with {providerName}.
        You don’t need another password.
      </Paragraph>
      <DetailList details={{ "Sign in with": providerName, Email: email }} />
      <ActionButton href={signInUrl}>Sign in</ActionButton>
      <Paragraph>The link doesn’t expire, so you can bookmark it.</Paragraph>
      <Paragraph>
        If you didn’t expect this email, you can ignore it. Only someone who can sign in to your {providerName} account
        can use the new account.
      </Paragraph>
    </EmailLayout>
  );
}

export const PreviewProps: Props = {
  ...PREVIEW_RECIPIENT,
  signInUrl: "https://accounts.example.com/login",
  providerName: "Example Industries Workforce Identity",
  invitedBy: "maria.lindqvist@example.com",
};
