import type { Metadata } from "next";
import { actorPage } from "#app/_auth/page-guards.tsx";
import { AuthLayout } from "#app/_components/auth-layout.tsx";
import { Link } from "#app/_components/link.tsx";
import { ManagedByProvider } from "#app/_components/managed-by-provider.tsx";
import { authenticationMode } from "#lib/config/authentication-mode.ts";
import { type Link as EmailedLink, findLink } from "#lib/links/link.ts";
import { readLinkToken } from "#lib/links/link-cookie.ts";
import { paths } from "#lib/paths.ts";
import { ConfirmEmailChangeForm } from "./confirm-email-form.tsx";

export const metadata: Metadata = { title: "Confirm your new e-mail address" };

const EXPLANATIONS: Readonly<Record<Exclude<EmailedLink["state"], "valid">, string>> = {
  used: "This link has already been used.",
  superseded: "This link has been replaced by a newer one.",
  expired: "This link has expired.",
};

export default actorPage(async (actor) => {
  const { provider } = authenticationMode();
  if (provider) return <ManagedByProvider provider={provider.name} />;
  const link = await findLink(await readLinkToken("email-change"), "email-change");
  const own = link?.accountId === actor.id ? link : undefined;
  if (own?.state === "valid") {
    return (
      <AuthLayout title="Confirm your new e-mail address" lead="You will sign in with it from then on.">
        <ConfirmEmailChangeForm link={own.id} email={own.email} />
      </AuthLayout>
    );
  }
  const lead = own ? EXPLANATIONS[own.state] : "This link is damaged, or belongs to another account than yours.";
  return (
    <AuthLayout title="Nothing to confirm" lead={`${lead} If you still want to change your address, ask for it again.`}>
      <Link href={paths.account} className="button button-primary w-full">
        Go to my account
      </Link>
    </AuthLayout>
  );
});
