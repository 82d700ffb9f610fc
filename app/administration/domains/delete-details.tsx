"use client";

import type { ReactNode } from "react";
import { FormAlert, SubmitButton } from "#app/_components/form-parts.tsx";
import type { FormAction } from "#app/_forms/form-state.ts";
import { useForm } from "#app/_forms/use-form.ts";

type Props = Readonly<{
  action: FormAction;
  fields: Readonly<Record<string, string>>;
  summary: string;
  children: ReactNode;
}>;

/** Asks for confirmation without scripts. Stays open when refused. */
export function DeleteDetails({ action, fields, summary, children }: Props) {
  const { state, form } = useForm(action);
  return (
    <details className="border-line border-t pt-4" open={state.attempt > 0}>
      <summary className="cursor-pointer font-medium text-danger">{summary}</summary>
      <p className="mt-2 mb-4 text-muted">{children}</p>
      <form {...form}>
        <FormAlert state={state} />
        {Object.entries(fields).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <SubmitButton kind="danger" busy="Deleting…">
          Delete
        </SubmitButton>
      </form>
    </details>
  );
}
