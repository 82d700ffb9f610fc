import { requestNewLinkAction } from "#app/_auth/request-new-link.ts";
import type { Link as EmailedLink, LinkPurpose } from "#lib/links/link.ts";
import { paths } from "#lib/paths.ts";
import { AuthLayout } from "./auth-layout.tsx";
import { SubmitButton } from "./form-parts.tsx";
import { Link } from "./link.tsx";

type InvalidState = Exclude<EmailedLink["state"], "valid">;

const EXPLANATIONS: Readonly<Record<InvalidState, readonly [title: string, lead: string]>> = {
  used: [
    "This link has already been used",
    "Sign in with the password you chose. If you forgot it, or if it wasn’t you, request a new link.",
  ],
  superseded: ["This link has been replaced", "We sent you a newer link. Use the one in the most recent email."],
  expired: ["This link has expired", "Links work for a limited time. Request a new one."],
};

type Props = Readonly<{ purpose: Exclude<LinkPurpose, "email-change">; link: EmailedLink | undefined }>;

/** Names nobody, because anyone may have found an old link. */
export function InvalidLinkPage({ purpose, link }: Props) {
  if (!link || link.state === "valid") return <UnknownLink />;
  const [title, lead] = EXPLANATIONS[link.state];
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
          Send a new link to the same address
        </SubmitButton>
      </form>
      {link.state !== "used" && <ToSignIn />}
    </AuthLayout>
  );
}

const UnknownLink = () => (
  <AuthLayout
    title="This link is not valid"
    lead="Part of it may be missing, or it may be too old. Copy the whole link from the email, or request a new one."
  >
    <Link href={paths.forgotPassword} className="button button-primary w-full">
      Request a new link
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
