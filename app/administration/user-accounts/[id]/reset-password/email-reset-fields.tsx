"use client";

import { EmailText } from "#app/_components/email-text.tsx";
import { CheckboxField } from "#app/_components/fields.tsx";
import type { FormState } from "#app/_forms/form-state.ts";

export type ResetAccount = Readonly<{
  id: string;
  email: string;
  isActivated: boolean;
  hasPassword: boolean;
  hasActivationLink: boolean;
  isLocked: boolean;
}>;

type Props = Readonly<{
  state: FormState<unknown>;
  account: ResetAccount;
  /** The query of the list to return to. */
  list: string | undefined;
}>;

/** Explains the reset, and offers to end access before it is completed. */
export const EmailResetFields = ({ state, account, list }: Props) => (
  <>
    <p>
      <strong className="wrap-anywhere">
        <EmailText email={account.email} />
      </strong>{" "}
      {meaningFor(account)}
      {account.isLocked && " Choosing a new password unlocks the account."}
    </p>
    {list !== undefined && <input type="hidden" name="list" value={list} />}
    {account.hasPassword && (
      <CheckboxField
        state={state}
        name="endAccess"
        label="End access now"
        hint={
          account.isActivated
            ? "All sessions end and the current password stops working immediately, not only after the reset."
            : "All sessions end and the single-use password stops working immediately, not only after the activation."
        }
      />
    )}
  </>
);

function meaningFor({ isActivated, hasPassword, hasActivationLink }: ResetAccount): string {
  if (!isActivated) {
    const replaced = hasActivationLink ? " The link in the earlier email stops working." : "";
    return `hasn't activated the account yet and will get an activation email with a link to choose a password.${replaced}`;
  }
  return hasPassword
    ? "will get an email with a link to choose a new password. The current password works until then."
    : "has no password yet and will get an email with a link to choose one.";
}
