"use client";

import { paths } from "#lib/paths.ts";
import { FormAlert, SubmitButton } from "../../../ui/form-parts.tsx";
import { HandOverCard } from "../../../ui/hand-over-card.tsx";
import { Link } from "../../../ui/link.tsx";
import { SingleUsePasswordField } from "../../../ui/single-use-password-field.tsx";
import { useForm } from "../../../ui/use-form.ts";
import { PersonFields, RoleChoices } from "../account-fields.tsx";
import { addAccountAction } from "./actions.ts";

type Props = Readonly<{ address: string; generated: string; minLength: number; lifetimeHours: number }>;

export function AddForm({ address, ...singleUsePassword }: Props) {
  const { state, form } = useForm(addAccountAction);
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
    <form {...form} className="card space-y-5 p-6">
      <FormAlert state={state} />
      <PersonFields state={state} />
      <SingleUsePasswordField state={state} {...singleUsePassword} />
      <RoleChoices state={state} initial={["viewer"]} />
      <div className="flex flex-wrap gap-3">
        <SubmitButton busy="Adding …">Add</SubmitButton>
        <Link href={paths.accounts} className="button button-plain">
          Cancel
        </Link>
      </div>
    </form>
  );
}
