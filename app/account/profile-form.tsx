"use client";

import type { ProfileInput } from "#lib/accounts/account-input.ts";
import { ConflictAlert } from "../ui/conflict-alert.tsx";
import { FormAlert, SubmitButton } from "../ui/form-parts.tsx";
import { ProfileFields } from "../ui/profile-fields.tsx";
import { useForm } from "../ui/use-form.ts";
import { saveProfileAction } from "./actions.ts";

export function ProfileForm({ profile }: { profile: ProfileInput }) {
  const { state, form } = useForm(saveProfileAction);
  const conflict = state.done;
  return (
    <form {...form} className="space-y-4">
      {conflict ? <ConflictAlert key={state.attempt} conflict={conflict} /> : <FormAlert state={state} />}
      <input type="hidden" name="seen" value={JSON.stringify(conflict?.current ?? profile)} />
      <ProfileFields state={state} initial={profile} />
      <SubmitButton busy="Saving …">Save</SubmitButton>
    </form>
  );
}
