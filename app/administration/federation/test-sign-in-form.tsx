"use client";

import { FormAlert, SubmitButton } from "#app/_components/form-parts.tsx";
import { useForm } from "#app/_forms/use-form.ts";
import { rehearseAction } from "./actions.ts";

export function RehearsalForm({ provider }: { provider: string }) {
  const { state, form } = useForm(rehearseAction);
  return (
    <form {...form}>
      <FormAlert state={state} />
      <SubmitButton busy={`Going to ${provider} …`}>Start a test sign-in</SubmitButton>
    </form>
  );
}
