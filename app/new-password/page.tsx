import { redirect } from "next/navigation";
import { readReturnTo } from "#app/_auth/return-to.ts";
import { signOutAction } from "#app/_auth/sign-out.ts";
import { AuthLayout } from "#app/_components/auth-layout.tsx";
import { config } from "#lib/config/index.ts";
import { loginWithReturn } from "#lib/paths.ts";
import { currentSession } from "#lib/sessions/current-session.ts";
import { NewPasswordForm } from "./new-password-form.tsx";

export default async function NewPasswordPage({ searchParams }: PageProps<"/new-password">) {
  const next = await readReturnTo(await searchParams);
  const session = await currentSession();
  if (!session) redirect(loginWithReturn(next));
  if (!session.passwordChangeRequired) redirect(next);
  return (
    <AuthLayout
      title="Choose a password"
      lead="You signed in with a single-use password. Choose your own password to continue."
    >
      <NewPasswordForm next={next} email={session.user.email} minLength={config().passwordMinLength} />
      <form action={signOutAction} className="mt-6 border-line border-t pt-4 text-sm">
        <button type="submit" className="link cursor-pointer">
          Sign out
        </button>
      </form>
    </AuthLayout>
  );
}
