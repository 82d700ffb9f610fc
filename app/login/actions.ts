"use server";

import { redirect } from "next/navigation";
import { requireOwnOrigin } from "#app/_auth/action-guards.ts";
import { returnTo } from "#app/_auth/return-to.ts";
import { formText, nextAttempt } from "#app/_forms/form-data.ts";
import type { FormState } from "#app/_forms/form-state.ts";
import { errorsOf } from "#app/_forms/submit.ts";
import { startSession } from "#lib/sign-in/auth.ts";
import { INCORRECT_CREDENTIALS } from "./incorrect-credentials.ts";

/** Not validated: the use case refuses malformed emails like unknown ones. */
export async function signInAction(previous: FormState, form: FormData): Promise<FormState> {
  await requireOwnOrigin();
  const email = formText(form, "email");
  const refusedWith = (errors: FormState["errors"]) => ({ attempt: nextAttempt(previous), values: { email }, errors });
  try {
    if (!(await startSession({ email, password: formText(form, "password") })))
      return refusedWith(INCORRECT_CREDENTIALS);
  } catch (error) {
    return refusedWith(errorsOf(error));
  }
  redirect(returnTo(form));
}
