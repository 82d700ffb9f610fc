"use client";

import { FormAlert } from "../../../ui/form-parts.tsx";
import { useForm } from "../../../ui/use-form.ts";
import { EmailField } from "../account-fields.tsx";
import type { Picker } from "../picker.ts";
import { NEW_ACCOUNT, ReachFields, SubmitByEnter, useReach } from "../reach-fields.tsx";
import { SaveOrCancel } from "../save-or-cancel.tsx";
import { addFederatedAccountAction } from "./actions.ts";

type Props = Readonly<{ provider: string; picker: Picker | undefined; isMailOn: boolean }>;

/** Adding somebody whom the identity provider knows: it has the rest, and no password is needed here. */
export function AddFederatedForm({ provider, picker, isMailOn }: Props) {
  const { state, form } = useForm(addFederatedAccountAction);
  const { onChange, ...reach } = useReach(state, NEW_ACCOUNT);
  return (
    <form {...form} onChange={onChange} className="card space-y-5 p-6">
      <SubmitByEnter />
      <FormAlert state={state} />
      <EmailField
        state={state}
        hint={`As ${provider} knows it. Names are filled in from there at the first sign-in.`}
      />
      <ReachFields state={state} picker={picker} reach={reach} />
      {isMailOn && <p className="text-muted text-sm">A mail tells them where to sign in, and with what.</p>}
      <SaveOrCancel busy="Adding …">Add</SaveOrCancel>
    </form>
  );
}
