import { AuthLayout } from "#app/_components/auth-layout.tsx";
import { ManagedByProvider } from "#app/_components/managed-by-provider.tsx";
import { authenticationMode } from "#lib/config/authentication-mode.ts";
import { paths } from "#lib/paths.ts";
import { ForgotPasswordForm } from "./forgot-password-form.tsx";

const back = (
  <p className="mt-6 border-line border-t pt-4 text-sm">
    <a href={paths.login} className="link">
      Back to sign in
    </a>
  </p>
);

export default function ForgotPasswordPage() {
  const { provider, emailsLinks } = authenticationMode();
  if (provider) return <ManagedByProvider provider={provider.name} />;
  if (!emailsLinks) {
    return (
      <AuthLayout title="Forgot password" lead="Ask your administrator for a new single-use password.">
        {back}
      </AuthLayout>
    );
  }
  return (
    <AuthLayout title="Forgot password">
      <ForgotPasswordForm />
      {back}
    </AuthLayout>
  );
}
