"use client";

import { ConflictAlert } from "#app/_components/conflict-alert.tsx";
import { FormAlert } from "#app/_components/form-parts.tsx";
import { useForm } from "#app/_forms/use-form.ts";
import { AccessFields, SubmitByEnter, useAccessFields } from "#app/administration/user-accounts/access-fields.tsx";
import { NotificationChoices, UserFields } from "#app/administration/user-accounts/account-fields.tsx";
import type { Picker } from "#app/administration/user-accounts/domain-picker.ts";
import { SaveOrCancel } from "#app/administration/user-accounts/form-buttons.tsx";
import type { AccountField, AccountSnapshot } from "#lib/accounts/core/account-changes.ts";
import { updateAccountAction } from "./actions.ts";

type Props = Readonly<{
  id: string;
  account: AccountSnapshot & Readonly<{ restrictions: readonly string[] }>;
  picker: Picker | undefined;
  isOutgoingMailOn: boolean;
  fields: readonly AccountField[];
}>;

export function EditForm({ id, account, picker, isOutgoingMailOn, fields }: Props) {
  const { state, form } = useForm(updateAccountAction);
  const { onChange, ...access } = useAccessFields(state, account);
  const conflict = state.done;
  const seen = state.assist ? state.values.seen : JSON.stringify(conflict?.current ?? account);
  return (
    <form {...form} onChange={onChange} className="space-y-5">
      <SubmitByEnter />
      {conflict ? <ConflictAlert key={state.attempt} conflict={conflict} /> : <FormAlert state={state} />}
      <input type="hidden" name="account" value={id} />
      <input type="hidden" name="seen" value={seen} />
      {fields.includes("email") && <UserFields state={state} initial={account} />}
      <AccessFields state={state} picker={picker} access={access} />
      {fields.includes("emailNotifications") && (
        <NotificationChoices state={state} initial={account.emailNotifications} isOutgoingMailOn={isOutgoingMailOn} />
      )}
      <SaveOrCancel busy="Saving…">Save</SaveOrCancel>
    </form>
  );
}
