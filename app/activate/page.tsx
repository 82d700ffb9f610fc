import { AccountEmail } from "#app/_components/account-email.tsx";
import { AuthLayout } from "#app/_components/auth-layout.tsx";
import { InvalidLinkPage } from "#app/_components/invalid-link.tsx";
import { ManagedByProvider } from "#app/_components/managed-by-provider.tsx";
import { readLinkToken } from "#app/_forms/link-cookie.ts";
import { profileOf } from "#lib/accounts/own-profile.ts";
import { authenticationMode } from "#lib/config/authentication-mode.ts";
import { config } from "#lib/config/index.ts";
import { findLink } from "#lib/links/link.ts";
import { ActivationForm } from "./activation-form.tsx";

export default async function ActivatePage() {
  const { provider } = authenticationMode();
  if (provider) return <ManagedByProvider provider={provider.name} />;
  const link = await findLink(await readLinkToken("activation"), "activation");
  if (link?.state !== "valid") return <InvalidLinkPage purpose="activation" link={link} />;
  const profile = await profileOf({ id: link.accountId });
  return (
    <AuthLayout
      title="Activate your account"
      lead={
        <>
          You'll sign in as <AccountEmail email={link.email} />. Choose a password and check your details.
        </>
      }
    >
      <ActivationForm link={link.id} email={link.email} profile={profile} minLength={config().passwordMinLength} />
    </AuthLayout>
  );
}
