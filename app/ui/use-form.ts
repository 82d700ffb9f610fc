"use client";

import { useActionState, useEffect, useRef } from "react";
import { type FormAction, type FormState, NEW_FORM } from "../form-state.ts";

/**
 * Ties a form to its action. Without a script the browser sends it and the server renders the answer; with one the
 * answer comes in place, and the first field in error takes the focus.
 */
export function useForm<Done, Help>(action: FormAction<Done, Help>) {
  const [state, formAction, pending] = useActionState<FormState<Done, Help>, FormData>(action, NEW_FORM);
  const ref = useRef<HTMLFormElement>(null);

  useEffect(() => {
    if (state.attempt === 0) return;
    const first = (selector: string) => ref.current?.querySelector<HTMLElement>(selector);
    (first('[aria-invalid="true"]') ?? first('[role="alert"]'))?.focus();
  }, [state.attempt]);

  return { state, pending, form: { ref, action: formAction, noValidate: true } as const };
}
