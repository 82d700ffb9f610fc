"use client";

import { type FormEvent, useState } from "react";
import { selectedValues } from "#app/_components/fields.tsx";
import { SubmitButton } from "#app/_components/form-parts.tsx";
import type { FormState } from "#app/_forms/form-state.ts";
import { describeAccess } from "#lib/access/access-summary.ts";
import { parseDomainName } from "#lib/access/domains.ts";
import { isAdministrator } from "#lib/access/roles.ts";
import { RoleChoices } from "./account-fields.tsx";
import type { Picker } from "./domain-picker.ts";
import type { FormAssist } from "./form-assist.ts";
import { RestrictionChoices } from "./restriction-choices.tsx";

type State = FormState<unknown, FormAssist>;

type Selection = Readonly<{ roles: readonly string[]; restrictions: readonly string[] }>;

export const NEW_ACCOUNT: Selection = { roles: ["viewer"], restrictions: [] };

const textsOf = (form: FormData, name: string) => form.getAll(name).filter((text) => typeof text === "string");

/**
 * Tracks the selected roles and restrictions.
 * @returns the submitted and the current selection, and the form's change handler
 */
export function useAccessFields(state: State, initial: Selection) {
  const [changed, setChanged] = useState<Selection & Readonly<{ attempt: number }>>();
  const submitted = {
    roles: selectedValues(state, "roles", initial.roles),
    restrictions: selectedValues(state, "restrictions", initial.restrictions),
  };
  const onChange = (event: FormEvent<HTMLFormElement>) => {
    const form = new FormData(event.currentTarget);
    setChanged({
      attempt: state.attempt,
      roles: textsOf(form, "roles"),
      restrictions: textsOf(form, "restrictions"),
    });
  };
  return { submitted, current: changed?.attempt === state.attempt ? changed : submitted, onChange };
}

type Props = Readonly<{
  state: State;
  picker: Picker | undefined;
  access: Omit<ReturnType<typeof useAccessFields>, "onChange">;
}>;

/** Roles, domain restrictions and what they allow. */
export const AccessFields = ({ state, picker, access: { submitted, current } }: Props) => (
  <>
    <RoleChoices state={state} initial={submitted.roles} />
    {picker && (
      <RestrictionChoices
        state={state}
        picker={picker}
        chosen={submitted.restrictions}
        isAdministrator={isAdministrator(current) && current.restrictions.length > 0}
      />
    )}
    <section className="rounded-lg bg-raised px-4 py-3" aria-label="Access summary">
      <p
        key={state.attempt}
        aria-live="polite"
        tabIndex={-1}
        autoFocus={state.assist?.isPreview}
        className="font-medium outline-none wrap-anywhere"
      >
        {describeAccess({
          roles: current.roles,
          restrictions: picker ? current.restrictions.flatMap((name) => parseDomainName(name) ?? []) : [],
        })}
      </p>
      <div className="mt-2 flex flex-wrap items-center gap-3">
        <SubmitButton kind="plain" intent="preview" busy="Loading…">
          Preview
        </SubmitButton>
        <span className="text-muted text-sm">Preview only. Nothing is saved.</span>
      </div>
    </section>
  </>
);

/** The default button: Enter must save, not search or preview. */
export const SubmitByEnter = () => (
  <button type="submit" tabIndex={-1} aria-hidden="true" className="sr-only">
    Save
  </button>
);
