"use client";

import { paths } from "#lib/paths.ts";
import { FormAlert } from "../../../ui/form-parts.tsx";
import { HandOverCard } from "../../../ui/hand-over-card.tsx";
import { Link } from "../../../ui/link.tsx";
import { SingleUsePasswordField } from "../../../ui/single-use-password-field.tsx";
import { useForm } from "../../../ui/use-form.ts";
import { PersonFields } from "../account-fields.tsx";
import type { Picker } from "../picker.ts";
import { NEW_ACCOUNT, ReachFields, SubmitByEnter, useReach } from "../reach-fields.tsx";
import { SaveOrCancel } from "../save-or-cancel.tsx";
import { addAccountAction } from "./actions.ts";

type Props = Readonly<{
  address: string;
  picker: Picker | undefined;
  generated: string;
  minLength: number;
  lifetimeHours: number;
}>;

export function AddForm({ address, picker, ...singleUsePassword }: Props) {
  const { state, form } = useForm(addAccountAction);
  const { onChange, ...reach } = useReach(state, NEW_ACCOUNT);
  if (state.done) {
    return (
      <>
        <HandOverCard handOver={state.done} address={address} confirmation={`Added the account ${state.done.email}.`} />
        <p className="mt-6 flex flex-wrap gap-x-6 gap-y-2 print:hidden">
          <Link href={paths.accounts} className="link">
            Back to the list
          </Link>
          <Link href={paths.accountDetails(state.done.accountId)} className="link">
            Show the account
          </Link>
          {/* A plain link: the form must begin anew, with another password. */}
          <a href={paths.newAccount} className="link">
            Add another
          </a>
        </p>
      </>
    );
  }
  return (
    <form {...form} onChange={onChange} className="card space-y-5 p-6">
      <SubmitByEnter />
      <FormAlert state={state} />
      <PersonFields state={state} />
      <SingleUsePasswordField state={state} {...singleUsePassword} />
      <ReachFields state={state} picker={picker} reach={reach} />
      <SaveOrCancel busy="Adding …">Add</SaveOrCancel>
    </form>
  );
}
