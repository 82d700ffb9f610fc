import { actorPage } from "#app/_auth/page-guards.tsx";
import { AuthLayout } from "#app/_components/auth-layout.tsx";
import { ManagedByProvider } from "#app/_components/managed-by-provider.tsx";
import { readLinkToken } from "#app/_forms/link-cookie.ts";
import { authenticationMode } from "#lib/config/authentication-mode.ts";
import { type Link as EmailedLink, findLink } from "#lib/links/link.ts";
import { paths } from "#lib/paths.ts";
import { ConfirmEmailChangeForm } from "./confirm-email-form.tsx";

const MESSAGES: Readonly<Record<Exclude<EmailedLink["state"], "valid">, string>> = {
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
      <AuthLayout title="Confirm your new email address" lead="You'll use this address to sign in.">
        <ConfirmEmailChangeForm link={own.id} email={own.email} />
      </AuthLayout>
    );
  }
  const lead = own ? MESSAGES[own.state] : "It may be damaged, or belong to a different account.";
  return (
    <AuthLayout title="This link isn't valid" lead={`${lead} To change your email, request a new link.`}>
      <a href={paths.account} className="button button-primary w-full">
        Go to my account
      </a>
    </AuthLayout>
  );
});
