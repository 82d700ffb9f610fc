"use client";

import { ConflictAlert } from "#app/_components/conflict-alert.tsx";
import { FormAlert, SubmitButton } from "#app/_components/form-parts.tsx";
import { ProfileFields } from "#app/_components/profile-fields.tsx";
import { useForm } from "#app/_forms/use-form.ts";
import type { ProfileInput } from "#lib/accounts/core/account-input.ts";
import { saveProfileAction } from "./actions.ts";

export function ProfileForm({ profile }: { profile: ProfileInput }) {
  const { state, form } = useForm(saveProfileAction);
  const conflict = state.done;
  return (
    <form {...form} className="space-y-5">
      {conflict ? <ConflictAlert key={state.attempt} conflict={conflict} /> : <FormAlert state={state} />}
      <input type="hidden" name="seen" value={JSON.stringify(conflict?.current ?? profile)} />
      <ProfileFields state={state} initial={profile} />
      <SubmitButton busy="Saving…">Save</SubmitButton>
    </form>
  );
}
