"use client";

import type { ReactNode } from "react";
import { useFormStatus } from "react-dom";
import type { FormState } from "#app/_forms/form-state.ts";

/** Why a form was refused: its own error, or the number of fields with errors. */
export function FormAlert({ state: { errors, attempt } }: { state: Pick<FormState<unknown>, "errors" | "attempt"> }) {
  const fields = Object.keys(errors).filter((name) => name !== "");
  if (!errors[""] && fields.length === 0) return null;
  return (
    <Alert key={attempt}>
      {errors[""] ??
        (fields.length === 1 ? "Check the highlighted field." : `Check the ${fields.length} highlighted fields.`)}
    </Alert>
  );
}

export const Alert = ({ children }: { children: ReactNode }) => (
  <div
    role="alert"
    tabIndex={-1}
    className="mb-5 rounded-lg border border-danger/40 bg-danger-soft px-4 py-3 font-medium text-danger outline-none"
  >
    {children}
  </div>
);

type SubmitProps = Readonly<{
  kind?: "primary" | "danger" | "plain";
  /** Label while submitting. */
  busy?: string;
  /** Tells several buttons of a form apart. */
  intent?: string;
  children: ReactNode;
  className?: string;
}>;

/** Submits once: a second press while pending does nothing, and the button keeps the focus. */
export function SubmitButton({ kind = "primary", busy, intent, children, className = "" }: SubmitProps) {
  const { pending, data } = useFormStatus();
  const isPressed = intent === undefined || data?.get("intent") === intent;
  return (
    <button
      type="submit"
      name={intent && "intent"}
      value={intent}
      className={`button button-${kind} ${className}`}
      aria-disabled={pending || undefined}
      onClick={(event) => pending && event.preventDefault()}
    >
      {pending && isPressed ? (busy ?? children) : children}
    </button>
  );
}
