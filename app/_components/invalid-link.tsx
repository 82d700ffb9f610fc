import { requestNewLinkAction } from "#app/_auth/request-new-link.ts";
import type { Link as EmailedLink, LinkPurpose } from "#lib/links/link.ts";
import { paths } from "#lib/paths.ts";
import { AuthLayout } from "./auth-layout.tsx";
import { SubmitButton } from "./form-parts.tsx";

type InvalidState = Exclude<EmailedLink["state"], "valid">;

const MESSAGES: Readonly<Record<InvalidState, readonly [title: string, lead: string]>> = {
  used: [
    "This link has already been used",
    "Sign in with the password you chose. If you forgot it, or it wasn't you, get a new link.",
  ],
  superseded: ["This link has been replaced", "We sent you a newer email. Use the link in the latest one."],
  expired: ["This link has expired", "For your security, links only work for a limited time."],
};

type Props = Readonly<{ purpose: Exclude<LinkPurpose, "email-change">; link: EmailedLink | undefined }>;

/** Names nobody, because anyone may have found an old link. */
export function InvalidLinkPage({ purpose, link }: Props) {
  if (!link || link.state === "valid") return <UnknownLink />;
  const [title, lead] = MESSAGES[link.state];
  return (
    <AuthLayout title={title} lead={lead}>
      {link.state === "used" && (
        <a href={paths.login} className="button button-primary mb-3 w-full">
          Sign in
        </a>
      )}
      <form action={requestNewLinkAction}>
        <input type="hidden" name="purpose" value={purpose} />
        <SubmitButton className="w-full" kind={link.state === "used" ? "plain" : "primary"} busy="Sending…">
          Send a new link
        </SubmitButton>
      </form>
      {link.state !== "used" && <SignInLink />}
    </AuthLayout>
  );
}

const UnknownLink = () => (
  <AuthLayout
    title="This link doesn't work"
    lead="Part of it may be missing. Copy the whole address from the email, or request a new link."
  >
    <a href={paths.forgotPassword} className="button button-primary w-full">
      Request a new link
    </a>
    <SignInLink />
  </AuthLayout>
);

const SignInLink = () => (
  <p className="mt-6 border-line border-t pt-4 text-sm">
    <a href={paths.login} className="link">
      Go to sign in
    </a>
  </p>
);
