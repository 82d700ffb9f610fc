import type { Metadata } from "next";
import { profileOf } from "#lib/accounts/own-profile.ts";
import { config } from "#lib/config.ts";
import { findLink } from "#lib/links/find-link.ts";
import { heldSecret } from "#lib/links/link-cookie.ts";
import { ClosedLink } from "../ui/closed-link.tsx";
import { FrontDoor } from "../ui/front-door.tsx";
import { KeptByProvider } from "../ui/kept-by-provider.tsx";
import { Whose } from "../ui/whose.tsx";
import { ActivationForm } from "./activation-form.tsx";

export const metadata: Metadata = { title: "Activate your account" };

export default async function ActivatePage() {
  const { federation, passwordMinLength } = config();
  if (federation) return <KeptByProvider provider={federation.name} />;
  const link = await findLink(await heldSecret("activation"), "activation");
  if (link?.state !== "open") return <ClosedLink purpose="activation" link={link} />;
  const profile = await profileOf({ id: link.accountId });
  return (
    <FrontDoor
      title="Activate your account"
      lead={
        <>
          You sign in as <Whose email={link.email} />. Choose your password, and correct your name if it is not as you
          write it.
        </>
      }
    >
      <ActivationForm link={link.id} email={link.email} profile={profile} minLength={passwordMinLength} />
    </FrontDoor>
  );
}
