import { requestNewLinkAction } from "#app/_auth/request-new-link.ts";
import type { Link as EmailedLink } from "#lib/links/find-link.ts";
import type { LinkPurpose } from "#lib/links/link-purposes.ts";
import { paths } from "#lib/paths.ts";
import { AuthLayout } from "./auth-layout.tsx";
import { SubmitButton } from "./form-parts.tsx";
import { Link } from "./link.tsx";

type Closed = Exclude<EmailedLink["state"], "valid">;

const MESSAGES: Readonly<Record<Closed, readonly [title: string, lead: string]>> = {
  used: [
    "This link was used already",
    "The password that was chosen through it is in force: sign in with it. Forgot it, or was it not you?",
  ],
  superseded: [
    "There is a newer mail",
    "A newer link has taken the place of this one. Look for the newest mail in your mailbox.",
  ],
  expired: ["This link has expired", "Links work for a limited time, so that an old mail opens nothing."],
};

type Props = Readonly<{ purpose: Exclude<LinkPurpose, "email-change">; link: EmailedLink | undefined }>;

/** What has become of a link, and the way on. It names nobody: whoever holds an old link may be a stranger. */
export function InvalidLinkPage({ purpose, link }: Props) {
  if (!link || link.state === "valid") return <DamagedLink />;
  const [title, lead] = MESSAGES[link.state];
  return (
    <AuthLayout title={title} lead={lead}>
      {link.state === "used" && (
        <Link href={paths.login} className="button button-primary mb-3 w-full">
          Sign in
        </Link>
      )}
      <form action={requestNewLinkAction}>
        <input type="hidden" name="purpose" value={purpose} />
        <SubmitButton className="w-full" kind={link.state === "used" ? "plain" : "primary"} busy="Sending …">
          Send a fresh link to the same mailbox
        </SubmitButton>
      </form>
      {link.state !== "used" && <ToSignIn />}
    </AuthLayout>
  );
}

const DamagedLink = () => (
  <AuthLayout
    title="This link is damaged"
    lead="Some of it is missing, or it is too old to be known. Copy the whole address out of the mail, or ask for a new one."
  >
    <Link href={paths.forgotPassword} className="button button-primary w-full">
      Ask for a new link
    </Link>
    <ToSignIn />
  </AuthLayout>
);

const ToSignIn = () => (
  <p className="mt-6 border-line border-t pt-4 text-sm">
    <Link href={paths.login} className="link">
      Go to sign in
    </Link>
  </p>
);
