"use client";

import { FormAlert, SubmitButton } from "#app/_components/form-parts.tsx";
import { LinkIdField } from "#app/_components/link-id-field.tsx";
import { NewPasswordFields } from "#app/_components/new-password-fields.tsx";
import { type Profile, ProfileFields } from "#app/_components/profile-fields.tsx";
import { useForm } from "#app/_forms/use-form.ts";
import { activateAccountAction } from "./actions.ts";

type Props = Readonly<{ link: string; email: string; profile: Profile; minLength: number }>;

export function ActivationForm({ link, email, profile, minLength }: Props) {
  const { state, form } = useForm(activateAccountAction);
  return (
    <form {...form} className="space-y-5">
      <FormAlert state={state} />
      <LinkIdField state={state} link={link} />
      <NewPasswordFields state={state} email={email} minLength={minLength} />
      <ProfileFields state={state} initial={profile} />
      <SubmitButton className="w-full" busy="Activating…">
        Activate
      </SubmitButton>
    </form>
  );
}
