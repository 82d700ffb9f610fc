import type { Metadata } from "next";
import { Whose } from "#app/_components/account-email.tsx";
import { FrontDoor } from "#app/_components/auth-layout.tsx";
import { ClosedLink } from "#app/_components/invalid-link.tsx";
import { KeptByProvider } from "#app/_components/managed-by-provider.tsx";
import { config } from "#lib/config/index.ts";
import { findLink } from "#lib/links/find-link.ts";
import { heldSecret } from "#lib/links/link-cookie.ts";
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
