"use client";

import { FormAlert, SubmitButton } from "#app/_components/form-parts.tsx";
import type { FormAction } from "#app/_forms/form-state.ts";
import { useForm } from "#app/_forms/use-form.ts";

type Props = Readonly<{
  action: FormAction;
  fields: Readonly<Record<string, string>>;
  kind?: "plain" | "primary";
  label: string;
  busy: string;
}>;

/** A button that performs an action, and shows why it was refused. */
export function ActionForm({ action, fields, kind = "plain", label, busy }: Props) {
  const { state, form } = useForm(action);
  return (
    <form {...form}>
      <FormAlert state={state} />
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <SubmitButton kind={kind} busy={busy}>
        {label}
      </SubmitButton>
    </form>
  );
}
