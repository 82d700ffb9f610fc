"use client";

import type { ProfileInput } from "#lib/accounts/account-input.ts";
import { FormAlert, SubmitButton } from "../ui/form-parts.tsx";
import { ProfileFields } from "../ui/profile-fields.tsx";
import { useForm } from "../ui/use-form.ts";
import { saveProfileAction } from "./actions.ts";

export function ProfileForm({ profile }: { profile: ProfileInput }) {
  const { state, form } = useForm(saveProfileAction);
  return (
    <form {...form} className="space-y-4">
      <FormAlert state={state} />
      <ProfileFields state={state} initial={profile} />
      <SubmitButton busy="Saving …">Save</SubmitButton>
    </form>
  );
}
