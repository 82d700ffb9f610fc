import { AccountEmail } from "#app/_components/account-email.tsx";
import { AuthLayout } from "#app/_components/auth-layout.tsx";
import { InvalidLinkPage } from "#app/_components/invalid-link.tsx";
import { ManagedByProvider } from "#app/_components/managed-by-provider.tsx";
import { readLinkToken } from "#app/_forms/link-cookie.ts";
import { authenticationMode } from "#lib/config/authentication-mode.ts";
import { config } from "#lib/config/index.ts";
import { findLink } from "#lib/links/link.ts";
import { CompletePasswordResetForm } from "./complete-reset-form.tsx";

export default async function ResetPasswordPage() {
  const { provider } = authenticationMode();
  if (provider) return <ManagedByProvider provider={provider.name} />;
  const link = await findLink(await readLinkToken("password-reset"), "password-reset");
  if (link?.state !== "valid") return <InvalidLinkPage purpose="password-reset" link={link} />;
  return (
    <AuthLayout
      title="Choose a new password"
      lead={
        <>
          For <AccountEmail email={link.email} />. Your new password replaces the old one and ends all sessions.
        </>
      }
    >
      <CompletePasswordResetForm link={link.id} email={link.email} minLength={config().passwordMinLength} />
    </AuthLayout>
  );
}
