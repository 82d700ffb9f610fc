"use client";

import type { ReactNode } from "react";
import { useFormStatus } from "react-dom";
import type { FormState } from "#app/_forms/form-state.ts";

/** Says that a form was refused: with the sentence for the form as a whole, or by pointing at the fields. */
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

/** What must be noticed before going on. */
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
  /** What the button says while the form is on its way. */
  busy?: string;
  /** What the form is sent for, where it has several buttons. */
  intent?: string;
  children: ReactNode;
  className?: string;
}>;

/** Sends a form, once: while it is on its way a second press does nothing, and the button stays focusable. */
export function SubmitButton({ kind = "primary", busy, intent, children, className = "" }: SubmitProps) {
  const { pending, data } = useFormStatus();
  const isMine = intent === undefined || data?.get("intent") === intent;
  return (
    <button
      type="submit"
      name={intent && "intent"}
      value={intent}
      className={`button button-${kind} ${className}`}
      aria-disabled={pending || undefined}
      onClick={(event) => pending && event.preventDefault()}
    >
      {pending && isMine ? (busy ?? children) : children}
    </button>
  );
}
