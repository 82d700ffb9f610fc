"use client";

import { type ComponentProps, type ReactNode, useId, useState } from "react";
import type { FormState } from "#app/_forms/form-state.ts";

type State = Pick<FormState<unknown, unknown>, "attempt" | "values" | "errors">;

type FieldProps = Readonly<{
  state: State;
  name: string;
  label: string;
  hint?: ReactNode;
  /** The value before anything was submitted. */
  initial?: string;
}> &
  Omit<ComponentProps<"input">, "name" | "defaultValue" | "id">;

/** Connects a field to its label, hint and error. */
export function useField({ errors }: State, name: string, hint: ReactNode) {
  const id = useId();
  const error = errors[name];
  const described = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(" ");
  return {
    id,
    error,
    aria: { "aria-describedby": described || undefined, "aria-invalid": error ? true : undefined },
    isFirstError: error !== undefined && Object.keys(errors)[0] === name,
  };
}

export function TextField({ state, name, label, hint, initial = "", ...input }: FieldProps) {
  const { id, error, aria, isFirstError } = useField(state, name, hint);
  const typed = state.values[name];
  return (
    <div>
      <Label htmlFor={id}>{label}</Label>
      <input
        key={state.attempt}
        id={id}
        name={name}
        className="input"
        defaultValue={typeof typed === "string" ? typed : initial}
        autoFocus={isFirstError}
        {...aria}
        {...input}
      />
      <FieldNotes id={id} error={error} hint={hint} />
    </div>
  );
}

/** A password field with a show control. Never filled in by the server. */
export function PasswordField({ state, name, label, hint, initial, ...input }: FieldProps) {
  const { id, error, aria, isFirstError } = useField(state, name, hint);
  const [isVisible, setIsVisible] = useState(false);
  return (
    <div>
      <Label htmlFor={id}>{label}</Label>
      <div className="relative">
        <input
          key={state.attempt}
          id={id}
          name={name}
          type={isVisible ? "text" : "password"}
          className="input pr-18"
          autoFocus={isFirstError}
          autoCapitalize="none"
          spellCheck={false}
          {...aria}
          {...input}
        />
        <button
          type="button"
          className="needs-script absolute inset-y-1 right-1 cursor-pointer rounded-md px-3 font-medium text-accent text-sm hover:bg-raised"
          aria-pressed={isVisible}
          aria-controls={id}
          onClick={() => setIsVisible(!isVisible)}
        >
          {isVisible ? "Hide" : "Show"}
        </button>
      </div>
      <FieldNotes id={id} error={error} hint={hint} />
    </div>
  );
}

type CheckboxFieldProps = Pick<FieldProps, "state" | "name" | "label" | "hint">;

export function CheckboxField({ state, name, label, hint }: CheckboxFieldProps) {
  const { id, error, aria } = useField(state, name, hint);
  return (
    <div key={state.attempt}>
      <label htmlFor={id} className="flex cursor-pointer items-center gap-3 font-medium">
        <input
          id={id}
          type="checkbox"
          name={name}
          defaultChecked={state.values[name] !== undefined}
          className="size-4 shrink-0 accent-accent"
          {...aria}
        />
        {label}
      </label>
      <FieldNotes id={id} error={error} hint={hint} />
    </div>
  );
}

type Choice = Readonly<{ id: string; label: string; description: string }>;

type ChoicesProps = Readonly<{
  state: State;
  name: string;
  legend: string;
  hint?: ReactNode;
  choices: readonly Choice[];
  initial?: readonly string[];
}>;

/** The selected values: those submitted, or the initial ones. */
export function selectedValues(
  { attempt, values }: State,
  name: string,
  initial: readonly string[],
): readonly string[] {
  const sent = values[name];
  return attempt === 0 ? initial : typeof sent === "string" ? [sent] : (sent ?? []);
}

export function Choices({ state, name, legend, hint, choices, initial = [] }: ChoicesProps) {
  const { id, error, aria, isFirstError } = useField(state, name, hint);
  const selected = selectedValues(state, name, initial);
  return (
    <fieldset aria-describedby={aria["aria-describedby"]}>
      <legend className="mb-1.5 font-medium">{legend}</legend>
      <div key={state.attempt} className="fields gap-3">
        {choices.map((choice, index) => (
          <label
            key={choice.id}
            className="flex cursor-pointer gap-3 rounded-lg border border-line px-4 py-3 hover:bg-raised has-checked:border-edge"
          >
            <input
              type="checkbox"
              name={name}
              value={choice.id}
              defaultChecked={selected.includes(choice.id)}
              className="mt-1 size-4 shrink-0 accent-accent"
              aria-invalid={aria["aria-invalid"]}
              aria-describedby={`${id}-${choice.id}`}
              aria-label={choice.label}
              autoFocus={isFirstError && index === 0}
            />
            <span>
              <span className="block font-medium">{choice.label}</span>
              <span id={`${id}-${choice.id}`} className="block text-muted text-sm">
                {choice.description}
              </span>
            </span>
          </label>
        ))}
      </div>
      <FieldNotes id={id} error={error} hint={hint} />
    </fieldset>
  );
}

const Label = ({ htmlFor, children }: { htmlFor: string; children: ReactNode }) => (
  <label htmlFor={htmlFor} className="mb-1.5 block font-medium">
    {children}
  </label>
);

export const FieldNotes = ({ id, error, hint }: { id: string; error: string | undefined; hint: ReactNode }) => (
  <>
    {error && (
      <p id={`${id}-error`} className="mt-1.5 font-medium text-danger text-sm">
        {error}
      </p>
    )}
    {hint && (
      <p id={`${id}-hint`} className="mt-1.5 text-muted text-sm">
        {hint}
      </p>
    )}
  </>
);
