"use client";

import Link from "next/link";
import { ROLES } from "#lib/access/roles.ts";
import type { Editable } from "#lib/accounts/account-changes.ts";
import { EMAIL_NOTIFICATIONS } from "#lib/accounts/notifications.ts";
import { paths } from "#lib/paths.ts";
import { ConflictAlert } from "../../../ui/conflict-alert.tsx";
import { Choices, TextField } from "../../../ui/fields.tsx";
import { FormAlert, SubmitButton } from "../../../ui/form-parts.tsx";
import { ProfileFields } from "../../../ui/profile-fields.tsx";
import { useForm } from "../../../ui/use-form.ts";
import { editAccountAction } from "./actions.ts";

export function EditForm({ id, account }: { id: string; account: Editable }) {
  const { state, form } = useForm(editAccountAction);
  const conflict = state.done;
  return (
    <form {...form} className="space-y-5">
      {conflict ? <ConflictAlert key={state.attempt} conflict={conflict} /> : <FormAlert state={state} />}
      <input type="hidden" name="account" value={id} />
      <input type="hidden" name="seen" value={JSON.stringify(conflict?.current ?? account)} />
      <ProfileFields state={state} initial={account} own={false}>
        <TextField
          state={state}
          name="email"
          label="Email"
          type="email"
          hint="The person signs in with it."
          initial={account.email}
          autoComplete="off"
          autoCapitalize="none"
          required
        />
      </ProfileFields>
      <Choices state={state} name="roles" legend="Roles" choices={ROLE_CHOICES} initial={account.roles} />
      <Choices
        state={state}
        name="emailNotifications"
        legend="Email notifications"
        hint="Nothing is sent while outgoing mail is off; the choice is kept."
        choices={EMAIL_NOTIFICATIONS}
        initial={account.emailNotifications}
      />
      <div className="flex flex-wrap gap-3">
        <SubmitButton busy="Saving …">Save</SubmitButton>
        <Link href={paths.accounts} className="button button-plain">
          Cancel
        </Link>
      </div>
    </form>
  );
}

const ROLE_CHOICES = ROLES.map(({ id, label, allows }) => ({ id, label, explains: allows }));
