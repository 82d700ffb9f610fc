"use client";

import { FormAlert, SubmitButton } from "#app/_components/form-parts.tsx";
import { SignInDetailsCard } from "#app/_components/sign-in-details-card.tsx";
import { SingleUsePasswordField } from "#app/_components/single-use-password-field.tsx";
import { useForm } from "#app/_forms/use-form.ts";
import { resetPasswordAction } from "./actions.ts";
import { EmailResetFields, type ResetAccount } from "./email-reset-fields.tsx";

export type ResetOptions =
  | Readonly<{ kind: "email"; list: string | undefined }>
  | Readonly<{
      kind: "single-use-password";
      generated: string;
      minLength: number;
      lifetimeHours: number;
      signInAddress: string;
    }>;

type Props = Readonly<{
  account: ResetAccount;
  options: ResetOptions;
  back: Readonly<{ href: string; label: string }>;
}>;

export function ResetForm({ account, options, back }: Props) {
  const { state, form } = useForm(resetPasswordAction);
  const { id, email } = account;
  if (state.done && options.kind === "single-use-password") {
    return (
      <>
        <SignInDetailsCard
          credentials={state.done}
          signInAddress={options.signInAddress}
          confirmation={`Password of ${email} reset.`}
        />
        <p className="mt-6 print:hidden">
          <a href={back.href} className="link">
            {back.label}
          </a>
        </p>
      </>
    );
  }
  return (
    <form {...form} className="space-y-5">
      <FormAlert state={state} />
      <input type="hidden" name="account" value={id} />
      {options.kind === "email" ? (
        <EmailResetFields state={state} account={account} list={options.list} />
      ) : (
        <>
          <p>
            <strong className="wrap-anywhere">{email}</strong>{" "}
            {account.hasPassword
              ? "will get a new single-use password. All sessions end and the current password stops working immediately."
              : "has no password yet and will get a single-use password to choose one."}
            {account.isLocked && " This unlocks the account."}
          </p>
          <SingleUsePasswordField state={state} {...options} />
        </>
      )}
      <div className="flex flex-wrap gap-3">
        <SubmitButton busy={options.kind === "email" ? "Sending…" : "Resetting…"}>Reset password</SubmitButton>
        <a href={back.href} className="button button-plain">
          Cancel
        </a>
      </div>
    </form>
  );
}
