"use client";

import { FormAlert, SubmitButton } from "../../../../ui/form-parts.tsx";
import { HandOverCard } from "../../../../ui/hand-over-card.tsx";
import { Link } from "../../../../ui/link.tsx";
import { SingleUsePasswordField } from "../../../../ui/single-use-password-field.tsx";
import { useForm } from "../../../../ui/use-form.ts";
import { resetPasswordAction } from "./actions.ts";
import { MailedResetFields } from "./mailed-reset-fields.tsx";

export type ResetAccount = Readonly<{
  id: string;
  email: string;
  isActivated: boolean;
  hasPassword: boolean;
  hasActivationLink: boolean;
  isLocked: boolean;
}>;

/** What the mode gives to whoever cannot sign in any more. */
export type NewAccess =
  | Readonly<{ by: "email"; list: string | undefined }>
  | Readonly<{
      by: "single-use password";
      generated: string;
      minLength: number;
      lifetimeHours: number;
      /** Where it is used. */
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
        <HandOverCard
          handOver={state.done}
          address={newAccess.address}
          confirmation={`Reset the password of ${email}.`}
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
        <MailedResetFields state={state} account={account} list={newAccess.list} />
      ) : (
        <>
          <p>
            <strong className="wrap-anywhere">{email}</strong>{" "}
            {account.hasPassword
              ? "gets a new single-use password. The old password and all sessions end at once."
              : "has no password, and gets a single-use password to choose one with."}
            {account.isLocked && " The account is LOCKED; it becomes ACTIVE again."}
          </p>
          <SingleUsePasswordField state={state} {...newAccess} />
        </>
      )}
      <div className="flex flex-wrap gap-3">
        <SubmitButton busy={newAccess.by === "email" ? "Sending …" : "Resetting …"}>Reset password</SubmitButton>
        <Link href={back.href} className="button button-plain">
          Cancel
        </Link>
      </div>
    </form>
  );
}
