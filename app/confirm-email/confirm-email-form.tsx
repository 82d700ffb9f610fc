"use client";

import { EmailText } from "#app/_components/email-text.tsx";
import { FormAlert, SubmitButton } from "#app/_components/form-parts.tsx";
import { LinkIdField } from "#app/_components/link-id-field.tsx";
import { useForm } from "#app/_forms/use-form.ts";
import { paths } from "#lib/paths.ts";
import { confirmEmailChangeAction } from "./actions.ts";

type Props = Readonly<{ link: string; email: string }>;

export function ConfirmEmailChangeForm({ link, email }: Props) {
  const { state, form } = useForm(confirmEmailChangeAction);
  return (
    <form {...form} className="space-y-5">
      <FormAlert state={state} />
      <LinkIdField state={state} link={link} />
      <p className="font-medium text-lg wrap-anywhere">
        <EmailText email={email} />
      </p>
      <div className="flex flex-wrap gap-3">
        <SubmitButton busy="Confirming…">Confirm</SubmitButton>
        <a href={paths.account} className="button button-plain">
          Cancel
        </a>
      </div>
    </form>
  );
}
