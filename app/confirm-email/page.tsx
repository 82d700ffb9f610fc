import type { Metadata } from "next";
import { actorPage } from "#app/_auth/page-guards.tsx";
import { FrontDoor } from "#app/_components/auth-layout.tsx";
import { Link } from "#app/_components/link.tsx";
import { KeptByProvider } from "#app/_components/managed-by-provider.tsx";
import { config } from "#lib/config/index.ts";
import { findLink } from "#lib/links/find-link.ts";
import { heldSecret } from "#lib/links/link-cookie.ts";
import { paths } from "#lib/paths.ts";
import { ConfirmEmailForm } from "./confirm-email-form.tsx";

export const metadata: Metadata = { title: "Confirm your new e-mail address" };

const SAYS = {
  used: "This link was used already.",
  replaced: "A newer link has taken the place of this one.",
  expired: "This link has expired.",
} as const;

export default actorPage(async (actor) => {
  const { federation } = config();
  if (federation) return <KeptByProvider provider={federation.name} />;
  const link = await findLink(await heldSecret("email-change"), "email-change");
  const own = link?.accountId === actor.id ? link : undefined;
  if (own?.state === "open") {
    return (
      <FrontDoor title="Confirm your new e-mail address" lead="You will sign in with it from then on.">
        <ConfirmEmailForm link={own.id} email={own.email} />
      </FrontDoor>
    );
  }
  const lead = own
    ? SAYS[own.state as keyof typeof SAYS]
    : "This link is damaged, or belongs to another account than yours.";
  return (
    <FrontDoor title="Nothing to confirm" lead={`${lead} If you still want to change your address, ask for it again.`}>
      <Link href={paths.account} className="button button-primary w-full">
        Go to my account
      </Link>
    </FrontDoor>
  );
});
