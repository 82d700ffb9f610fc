"use client";

import { FormAlert, SubmitButton } from "../../../../ui/form-parts.tsx";
import { HandOverCard } from "../../../../ui/hand-over-card.tsx";
import { Link } from "../../../../ui/link.tsx";
import { SingleUsePasswordField } from "../../../../ui/single-use-password-field.tsx";
import { useForm } from "../../../../ui/use-form.ts";
import { resetPasswordAction } from "./actions.ts";

type Props = Readonly<{
  id: string;
  email: string;
  isLocked: boolean;
  back: Readonly<{ href: string; label: string }>;
  address: string;
  generated: string;
  minLength: number;
  lifetimeHours: number;
}>;

export function ResetForm({ id, email, isLocked, back, address, ...singleUsePassword }: Props) {
  const { state, form } = useForm(resetPasswordAction);
  if (state.done) {
    return (
      <>
        <HandOverCard handOver={state.done} address={address} confirmation={`Reset the password of ${email}.`} />
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
      <p>
        <strong>{email}</strong> gets a new single-use password. The old password and all sessions end at once.
        {isLocked && " The account is LOCKED; it becomes ACTIVE again."}
      </p>
      <input type="hidden" name="account" value={id} />
      <SingleUsePasswordField state={state} {...singleUsePassword} />
      <div className="flex flex-wrap gap-3">
        <SubmitButton busy="Resetting …">Reset password</SubmitButton>
        <Link href={back.href} className="button button-plain">
          Cancel
        </Link>
      </div>
    </form>
  );
}
