import { redirect } from "next/navigation";
import { readReturnTo } from "#app/_auth/return-to.ts";
import { AuthLayout } from "#app/_components/auth-layout.tsx";
import { Link } from "#app/_components/link.tsx";
import { config, type IdentityProvider } from "#lib/config/index.ts";
import { isMailOn } from "#lib/mail/mode.ts";
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
  const { federation } = config();
  if (federation) return <ProviderLogin provider={federation} next={next} error={error} />;
  return (
    <AuthLayout title="Sign in">
      <LoginForm next={next} refused={error !== undefined} />
      <div className="mt-6 border-line border-t pt-4 text-muted text-sm">
        {isMailOn() ? (
          <Link href={paths.forgotPassword} className="link">
            Forgot password?
          </Link>
        ) : (
          <p>
            After too many failed attempts an account is locked; ask your administrator. A single-use password works for{" "}
            {config().singleUsePasswordHours} hours after it was given out.
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
      title="You have no access yet"
      lead={`${name} knows you, and Gatehouse has no account that is yours. Ask your administrator for one.`}
    >
      <p className="text-muted">If you came as the wrong person, sign in as another one.</p>
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
        Your password is kept by {name}. Forgotten or locked? It is changed and unlocked there.
      </p>
    </AuthLayout>
  );
