"use client";

import { FormAlert } from "../../../ui/form-parts.tsx";
import { useForm } from "../../../ui/use-form.ts";
import { PersonFields } from "../account-fields.tsx";
import type { Picker } from "../picker.ts";
import { NEW_ACCOUNT, ReachFields, SubmitByEnter, useReach } from "../reach-fields.tsx";
import { SaveOrCancel } from "../save-or-cancel.tsx";
import { inviteAccountAction } from "./actions.ts";

type Props = Readonly<{ picker: Picker | undefined; lifetimeHours: number }>;

export function InviteForm({ picker, lifetimeHours }: Props) {
  const { state, form } = useForm(inviteAccountAction);
  const { onChange, ...reach } = useReach(state, NEW_ACCOUNT);
  return (
    <form {...form} onChange={onChange} className="card space-y-5 p-6">
      <SubmitByEnter />
      <FormAlert state={state} />
      <PersonFields state={state} />
      <ReachFields state={state} picker={picker} reach={reach} />
      <p className="text-muted">
        The person gets a mail with a link, through which they choose their password. It works for {lifetimeHours}{" "}
        hours.
      </p>
      <SaveOrCancel busy="Adding …">Add</SaveOrCancel>
    </form>
  );
}
