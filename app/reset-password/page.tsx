import type { Metadata } from "next";
import { config } from "#lib/config.ts";
import { findLink } from "#lib/links/find-link.ts";
import { heldSecret } from "#lib/links/link-cookie.ts";
import { ClosedLink } from "../ui/closed-link.tsx";
import { FrontDoor } from "../ui/front-door.tsx";
import { KeptByProvider } from "../ui/kept-by-provider.tsx";
import { Whose } from "../ui/whose.tsx";
import { CompleteResetForm } from "./complete-reset-form.tsx";

export const metadata: Metadata = { title: "Choose a new password" };

export default async function ResetPasswordPage() {
  const { federation, passwordMinLength } = config();
  if (federation) return <KeptByProvider provider={federation.name} />;
  const link = await findLink(await heldSecret("password-reset"), "password-reset");
  if (link?.state !== "open") return <ClosedLink purpose="password-reset" link={link} />;
  return (
    <FrontDoor
      title="Choose a new password"
      lead={
        <>
          For <Whose email={link.email} />. It takes the place of any earlier one, and ends every session.
        </>
      }
    >
      <CompleteResetForm link={link.id} email={link.email} minLength={passwordMinLength} />
    </FrontDoor>
  );
}
