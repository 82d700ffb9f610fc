"use client";

import type { Editable } from "#lib/accounts/account-changes.ts";
import { paths } from "#lib/paths.ts";
import { ConflictAlert } from "../../../ui/conflict-alert.tsx";
import { FormAlert, SubmitButton } from "../../../ui/form-parts.tsx";
import { Link } from "../../../ui/link.tsx";
import { useForm } from "../../../ui/use-form.ts";
import { NotificationChoices, RoleChoices } from "../account-fields.tsx";
import { editFederatedAccountAction } from "./actions.ts";

type Props = Readonly<{ id: string; account: Editable; isMailOn: boolean }>;

/** What is decided here while the identity provider knows who people are. */
export function FederatedEditForm({ id, account, isMailOn }: Props) {
  const { state, form } = useForm(editFederatedAccountAction);
  const conflict = state.done;
  return (
    <form {...form} className="space-y-5">
      {conflict ? <ConflictAlert key={state.attempt} conflict={conflict} /> : <FormAlert state={state} />}
      <input type="hidden" name="account" value={id} />
      <input type="hidden" name="seen" value={JSON.stringify(conflict?.current ?? account)} />
      <RoleChoices state={state} initial={account.roles} />
      <NotificationChoices state={state} initial={account.emailNotifications} isMailOn={isMailOn} />
      <div className="flex flex-wrap gap-3">
        <SubmitButton busy="Saving …">Save</SubmitButton>
        <Link href={paths.accounts} className="button button-plain">
          Cancel
        </Link>
      </div>
    </form>
  );
}
