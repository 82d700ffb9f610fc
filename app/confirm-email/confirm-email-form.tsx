"use client";

import { paths } from "#lib/paths.ts";
import { EmailText } from "../ui/email-text.tsx";
import { FormAlert, SubmitButton } from "../ui/form-parts.tsx";
import { Link } from "../ui/link.tsx";
import { ShownLinkField } from "../ui/shown-link-field.tsx";
import { useForm } from "../ui/use-form.ts";
import { confirmEmailAction } from "./actions.ts";

type Props = Readonly<{ link: string; email: string }>;

export function ConfirmEmailForm({ link, email }: Props) {
  const { state, form } = useForm(confirmEmailAction);
  return (
    <form {...form} className="space-y-4">
      <FormAlert state={state} />
      <ShownLinkField state={state} link={link} />
      <p className="font-medium text-lg wrap-anywhere">
        <EmailText email={email} />
      </p>
      <div className="flex flex-wrap gap-3">
        <SubmitButton busy="Confirming …">Confirm</SubmitButton>
        <Link href={paths.account} className="button button-plain">
          Cancel
        </Link>
      </div>
    </form>
  );
}
