import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { wayOnFrom } from "#app/_auth/return-to.ts";
import { signOutAction } from "#app/_auth/sign-out.ts";
import { FrontDoor } from "#app/_components/auth-layout.tsx";
import { config } from "#lib/config/index.ts";
import { loginThenBack } from "#lib/paths.ts";
import { currentVisitor } from "#lib/sessions/current-session.ts";
import { NewPasswordForm } from "./new-password-form.tsx";

export const metadata: Metadata = { title: "Choose a password" };

export default async function NewPasswordPage({ searchParams }: PageProps<"/new-password">) {
  const next = await wayOnFrom(await searchParams);
  const visitor = await currentVisitor();
  if (!visitor) redirect(loginThenBack(next));
  if (!visitor.mustChoosePassword) redirect(next);
  return (
    <FrontDoor
      title="Choose a password"
      lead="You came in with a single-use password. Choose your own now; the single-use one then works no more."
    >
      <NewPasswordForm next={next} email={visitor.holder.email} minLength={config().passwordMinLength} />
      <form action={signOutAction} className="mt-6 border-line border-t pt-4 text-sm">
        <button type="submit" className="link cursor-pointer">
          Sign out
        </button>
      </form>
    </FrontDoor>
  );
}
