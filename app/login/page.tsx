import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { config } from "#lib/config.ts";
import { safeReturnPath } from "#lib/http/return-path.ts";
import { isMailOn } from "#lib/mail/mode.ts";
import { paths } from "#lib/paths.ts";
import { currentVisitor } from "#lib/signin/session.ts";
import { FrontDoor } from "../ui/front-door.tsx";
import { Link } from "../ui/link.tsx";
import { LoginForm } from "./login-form.tsx";

export const metadata: Metadata = { title: "Sign in" };

export default async function LoginPage({ searchParams }: PageProps<"/login">) {
  const { next, error } = await searchParams;
  const returnPath = safeReturnPath(next);
  if (await currentVisitor()) redirect(returnPath);
  return (
    <FrontDoor title="Sign in">
      <LoginForm next={returnPath} refused={error !== undefined} />
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
    </FrontDoor>
  );
}
