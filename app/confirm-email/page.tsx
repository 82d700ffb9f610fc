import { actorPage } from "#app/_auth/page-guards.tsx";
import { AuthLayout } from "#app/_components/auth-layout.tsx";
import { Link } from "#app/_components/link.tsx";
import { ManagedByProvider } from "#app/_components/managed-by-provider.tsx";
import { config } from "#lib/config/index.ts";
import { findLink } from "#lib/links/find-link.ts";
import { readLinkToken } from "#lib/links/link-cookie.ts";
import { paths } from "#lib/paths.ts";
import { ConfirmEmailChangeForm } from "./confirm-email-form.tsx";

const MESSAGES = {
  used: "This link was used already.",
  replaced: "A newer link has taken the place of this one.",
  expired: "This link has expired.",
} as const;

export default actorPage(async (actor) => {
  const { federation } = config();
  if (federation) return <ManagedByProvider provider={federation.name} />;
  const link = await findLink(await readLinkToken("email-change"), "email-change");
  const own = link?.accountId === actor.id ? link : undefined;
  if (own?.state === "valid") {
    return (
      <AuthLayout title="Confirm your new e-mail address" lead="You will sign in with it from then on.">
        <ConfirmEmailChangeForm link={own.id} email={own.email} />
      </AuthLayout>
    );
  }
  const lead = own
    ? MESSAGES[own.state as keyof typeof MESSAGES]
    : "This link is damaged, or belongs to another account than yours.";
  return (
    <AuthLayout title="Nothing to confirm" lead={`${lead} If you still want to change your address, ask for it again.`}>
      <Link href={paths.account} className="button button-primary w-full">
        Go to my account
      </Link>
    </AuthLayout>
  );
});
