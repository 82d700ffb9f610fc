"use client";

import { EmailText } from "#app/_components/email-text.tsx";
import { CheckField } from "#app/_components/fields.tsx";
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
  /** The query of the list, where that was come from. */
  list: string | undefined;
}>;

/** What an emailed reset means for an account, and whether access is to end before it is completed. */
export const EmailResetFields = ({ state, account, list }: Props) => (
  <>
    <p>
      <strong className="wrap-anywhere">
        <EmailText email={account.email} />
      </strong>{" "}
      {meaningFor(account)}
      {account.isLocked && " The account is LOCKED; it becomes ACTIVE again when the new password is chosen."}
    </p>
    {list !== undefined && <input type="hidden" name="list" value={list} />}
    {account.hasPassword && (
      <CheckField
        state={state}
        name="endAccess"
        label="End access now"
        hint={
          account.isActivated
            ? "The old password and all sessions end at once, and not only with the reset."
            : "The single-use password and all sessions end at once, and not only with the activation."
        }
      />
    )}
  </>
);

function meaningFor({ isActivated, hasPassword, hasActivationLink }: ResetAccount): string {
  if (!isActivated) {
    const replaced = hasActivationLink ? " The link in the earlier one stops working." : "";
    return `has not activated the account yet, and gets an activation email with a link to choose a password.${replaced}`;
  }
  return hasPassword
    ? "gets an email with a link to choose a new password. The old password works until that is done."
    : "has no password, and gets an email with a link to choose one.";
}
