"use client";

import { type FormEvent, useActionState, useEffect, useRef, useState } from "react";
import { submittedValues } from "./form-data.ts";
import { type FormAction, type FormState, NEW_FORM } from "./form-state.ts";

/** Connects a form to its action and focuses the first error. Text typed while the response is pending is kept. */
export function useForm<Done, Assist>(action: FormAction<Done, Assist>) {
  const [answer, formAction, pending] = useActionState<FormState<Done, Assist>, FormData>(action, NEW_FORM);
  const [typed, setTyped] = useState<Pick<FormState, "attempt" | "values">>();
  const isTypedSince = typed?.attempt === answer.attempt;
  const state = isTypedSince ? { ...answer, values: { ...answer.values, ...typed.values } } : answer;
  const ref = useRef<HTMLFormElement>(null);

  useEffect(() => {
    if (state.attempt === 0) return;
    const first = (selector: string) => ref.current?.querySelector<HTMLElement>(selector);
    (first('[aria-invalid="true"]') ?? first('[role="alert"]'))?.focus();
  }, [state.attempt]);

  const onSubmit = (event: FormEvent) => {
    if (pending) event.preventDefault();
    else setTyped(undefined);
  };
  const onInput = ({ currentTarget, target }: FormEvent<HTMLFormElement>) => {
    if (!pending || !(target instanceof HTMLInputElement)) return;
    const { name } = target;
    const text = submittedValues(new FormData(currentTarget))[name];
    setTyped({ attempt: answer.attempt + 1, values: { ...typed?.values, [name]: text } });
  };

  return { state, form: { ref, action: formAction, onSubmit, onInput, noValidate: true } as const };
}
