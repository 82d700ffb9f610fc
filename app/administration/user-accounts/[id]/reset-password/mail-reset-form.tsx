"use client";

import { EmailText } from "../../../../ui/email-text.tsx";
import { CheckField } from "../../../../ui/fields.tsx";
import { FormAlert, SubmitButton } from "../../../../ui/form-parts.tsx";
import { Link } from "../../../../ui/link.tsx";
import { useForm } from "../../../../ui/use-form.ts";
import { mailPasswordResetAction } from "./actions.ts";

type Props = Readonly<{
  id: string;
  email: string;
  isActivated: boolean;
  isLocked: boolean;
  back: Readonly<{ href: string }>;
  /** The query of the list, where that was come from. */
  list: string | undefined;
}>;

export function MailResetForm({ id, email, isActivated, isLocked, back, list }: Props) {
  const { state, form } = useForm(mailPasswordResetAction);
  return (
    <form {...form} className="space-y-5">
      <FormAlert state={state} />
      <p>
        <strong className="wrap-anywhere">
          <EmailText email={email} />
        </strong>{" "}
        {isActivated
          ? "gets a mail with a link to choose a new password. The old password works until that is done."
          : "has not activated the account yet, and gets the activation mail again. The link in the earlier one stops working."}
        {isLocked && " The account is LOCKED; it becomes ACTIVE again when the new password is chosen."}
      </p>
      <input type="hidden" name="account" value={id} />
      {list !== undefined && <input type="hidden" name="list" value={list} />}
      <CheckField
        state={state}
        name="endAccess"
        label="End access now"
        hint="The old password and all sessions end at once, and not only with the reset."
      />
      <div className="flex flex-wrap gap-3">
        <SubmitButton busy="Sending …">Reset password</SubmitButton>
        <Link href={back.href} className="button button-plain">
          Cancel
        </Link>
      </div>
    </form>
  );
}
