import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { config } from "#lib/config.ts";
import { safeReturnPath } from "#lib/http/return-path.ts";
import { loginThenBack, loginThenBackTo } from "#lib/paths.ts";
import { currentVisitor } from "#lib/signin/session.ts";
import { gateAddress } from "../gate-address.ts";
import { signOutAction } from "../sign-out.ts";
import { FrontDoor } from "../ui/front-door.tsx";
import { NewPasswordForm } from "./new-password-form.tsx";

export const metadata: Metadata = { title: "Choose a password" };

export default async function NewPasswordPage({ searchParams }: PageProps<"/new-password">) {
  const next = safeReturnPath((await searchParams).next);
  const back = await gateAddress();
  const visitor = await currentVisitor();
  if (!visitor) redirect(back ? loginThenBackTo(back) : loginThenBack(next));
  if (!visitor.mustChoosePassword) redirect(back ?? next);
  return (
    <FrontDoor
      title="Choose a password"
      lead="You came in with a single-use password. Choose your own now; the single-use one then works no more."
    >
      <NewPasswordForm next={next} back={back} email={visitor.holder.email} minLength={config().passwordMinLength} />
      <form action={signOutAction} className="mt-6 border-line border-t pt-4 text-sm">
        <button type="submit" className="link cursor-pointer">
          Sign out
        </button>
      </form>
    </FrontDoor>
  );
}
