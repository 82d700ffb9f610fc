"use client";

import Link from "next/link";
import { paths } from "#lib/paths.ts";
import { FormAlert, SubmitButton } from "../ui/form-parts.tsx";
import { useForm } from "../ui/use-form.ts";
import { confirmEmailAction } from "./actions.ts";

type Props = Readonly<{ link: string; email: string }>;

export function ConfirmEmailForm({ link, email }: Props) {
  const { state, form } = useForm(confirmEmailAction);
  return (
    <form {...form} className="space-y-4">
      <FormAlert state={state} />
      <input type="hidden" name="link" value={link} />
      <p className="font-medium text-lg wrap-anywhere">{email}</p>
      <div className="flex flex-wrap gap-3">
        <SubmitButton busy="Confirming …">Confirm</SubmitButton>
        <Link href={paths.account} className="button button-plain">
          Cancel
        </Link>
      </div>
    </form>
  );
}
