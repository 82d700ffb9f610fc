"use client";

import { FormAlert, SubmitButton } from "#app/_components/form-parts.tsx";
import { useForm } from "#app/_forms/use-form.ts";
import { testSignInAction } from "./actions.ts";

export function TestSignInForm({ provider }: { provider: string }) {
  const { state, form } = useForm(testSignInAction);
  return (
    <form {...form}>
      <FormAlert state={state} />
      <SubmitButton busy={`Redirecting to ${provider}…`}>Start test sign-in</SubmitButton>
    </form>
  );
}
