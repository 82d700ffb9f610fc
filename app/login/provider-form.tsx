"use client";

import { FormAlert, SubmitButton } from "#app/_components/form-parts.tsx";
import { useForm } from "#app/_forms/use-form.ts";
import { signInWithProviderAction } from "./provider-actions.ts";

type Props = Readonly<{
  provider: string;
  next: string;
  /** Why the last attempt failed. */
  problem?: string;
  /** Whether the provider must ask for the user again. */
  switchUser?: boolean;
}>;

export function ProviderForm({ provider, next, problem, switchUser = false }: Props) {
  const { state, form } = useForm(signInWithProviderAction);
  const displayed = problem && state.attempt === 0 ? { ...state, errors: { "": problem } } : state;
  return (
    <form {...form} className="mt-5">
      <FormAlert state={displayed} />
      <input type="hidden" name="next" value={next} />
      {switchUser && <input type="hidden" name="again" value="true" />}
      <SubmitButton className="w-full whitespace-normal wrap-anywhere py-1.5" busy={`Redirecting to ${provider}…`}>
        Sign in with {provider}
      </SubmitButton>
    </form>
  );
}
