import { redirect } from "next/navigation";
import { readReturnTo } from "#app/_auth/return-to.ts";
import { AuthLayout } from "#app/_components/auth-layout.tsx";
import { authenticationMode } from "#lib/config/authentication-mode.ts";
import { config } from "#lib/config/index.ts";
import type { IdentityProvider } from "#lib/config/oidc.ts";
import { newPasswordWithReturn, paths } from "#lib/paths.ts";
import { currentSession } from "#lib/sessions/current-session.ts";
import { LoginForm } from "./login-form.tsx";
import { ProviderForm } from "./provider-form.tsx";
import { problemMessage } from "./provider-problems.ts";

export default async function LoginPage({ searchParams }: PageProps<"/login">) {
  const { error, ...query } = await searchParams;
  const next = await readReturnTo(query);
  const session = await currentSession();
  if (session) redirect(session.passwordChangeRequired ? newPasswordWithReturn(next) : next);
  const { provider, emailsLinks } = authenticationMode();
  if (provider) return <ProviderLogin provider={provider} next={next} error={error} />;
  return (
    <AuthLayout title="Sign in">
      <LoginForm next={next} isRefused={error !== undefined} />
      <div className="mt-6 border-line border-t pt-4 text-muted text-sm">
        {emailsLinks ? (
          <a href={paths.forgotPassword} className="link">
            Forgot password?
          </a>
        ) : (
          <p>
            Forgot your password or locked out? Ask your administrator for a single-use password. It is valid for{" "}
            {config().singleUsePasswordHours} hours.
          </p>
        )}
      </div>
    </AuthLayout>
  );
}

type ProviderLoginProps = Readonly<{ provider: IdentityProvider; next: string; error: unknown }>;

const ProviderLogin = ({ provider: { name }, next, error }: ProviderLoginProps) =>
  error === "no-access" ? (
    <AuthLayout
      title="You don't have access yet"
      lead={`You signed in at ${name}, but you don't have a Gatehouse account. Ask your administrator to add one.`}
    >
      <p className="text-muted">Wrong account? Sign in with a different one.</p>
      <ProviderForm provider={name} next={next} switchUser />
    </AuthLayout>
  ) : (
    <AuthLayout title="Sign in">
      <ProviderForm
        provider={name}
        next={next}
        problem={error === undefined ? undefined : problemMessage(error, name)}
      />
      <p className="mt-6 border-line border-t pt-4 text-muted text-sm">
        {name} manages your password. If you forgot it or are locked out, get help there.
      </p>
    </AuthLayout>
  );
