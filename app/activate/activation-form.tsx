"use client";

import { ChosenPasswordFields } from "../ui/chosen-password-fields.tsx";
import { FormAlert, SubmitButton } from "../ui/form-parts.tsx";
import { type Profile, ProfileFields } from "../ui/profile-fields.tsx";
import { ShownLinkField } from "../ui/shown-link-field.tsx";
import { useForm } from "../ui/use-form.ts";
import { activateAccountAction } from "./actions.ts";

type Props = Readonly<{ link: string; email: string; profile: Profile; minLength: number }>;

export function ActivationForm({ link, email, profile, minLength }: Props) {
  const { state, form } = useForm(activateAccountAction);
  return (
    <form {...form} className="space-y-4">
      <FormAlert state={state} />
      <ShownLinkField state={state} link={link} />
      <ChosenPasswordFields state={state} email={email} minLength={minLength} />
      <ProfileFields state={state} initial={profile} />
      <SubmitButton className="w-full" busy="Activating …">
        Activate
      </SubmitButton>
    </form>
  );
}
