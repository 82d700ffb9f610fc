"use client";

import { FormAlert, SubmitButton } from "#app/_components/form-parts.tsx";
import { Link } from "#app/_components/link.tsx";
import { SignInDetailsCard } from "#app/_components/sign-in-details-card.tsx";
import { SingleUsePasswordField } from "#app/_components/single-use-password-field.tsx";
import { useForm } from "#app/_forms/use-form.ts";
import { resetPasswordAction } from "./actions.ts";
import { EmailResetFields } from "./email-reset-fields.tsx";

export type ResetAccount = Readonly<{
  id: string;
  email: string;
  isActivated: boolean;
  hasPassword: boolean;
  hasActivationLink: boolean;
  isLocked: boolean;
}>;

/** How the user regains access. */
export type NewAccess =
  | Readonly<{ by: "email"; list: string | undefined }>
  | Readonly<{
      by: "single-use password";
      generated: string;
      minLength: number;
      lifetimeHours: number;
      /** Of the sign-in page. */
      address: string;
    }>;

type Props = Readonly<{
  account: ResetAccount;
  newAccess: NewAccess;
  back: Readonly<{ href: string; label: string }>;
}>;

export function ResetForm({ account, newAccess, back }: Props) {
  const { state, form } = useForm(resetPasswordAction);
  const { id, email } = account;
  if (state.done && newAccess.by === "single-use password") {
    return (
      <>
        <SignInDetailsCard
          credentials={state.done}
          address={newAccess.address}
          confirmation={`Password of ${email} reset.`}
        />
        <p className="mt-6 print:hidden">
          <Link href={back.href} className="link">
            {back.label}
          </Link>
        </p>
      </>
    );
  }
  return (
    <form {...form} className="space-y-5">
      <FormAlert state={state} />
      <input type="hidden" name="account" value={id} />
      {newAccess.by === "email" ? (
        <EmailResetFields state={state} account={account} list={newAccess.list} />
      ) : (
        <>
          <p>
            <strong className="wrap-anywhere">{email}</strong>{" "}
            {account.hasPassword
              ? "will get a new single-use password. All sessions end and the current password stops working immediately."
              : "has no password yet and will get a single-use password to choose one."}
            {account.isLocked && " This unlocks the account."}
          </p>
          <SingleUsePasswordField state={state} {...newAccess} />
        </>
      )}
      <div className="flex flex-wrap gap-3">
        <SubmitButton busy={newAccess.by === "email" ? "Sending…" : "Resetting…"}>Reset password</SubmitButton>
        <Link href={back.href} className="button button-plain">
          Cancel
        </Link>
      </div>
    </form>
  );
}
