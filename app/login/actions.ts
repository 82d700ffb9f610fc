"use server";

import { redirect } from "next/navigation";
import { AuthError, CredentialsSignin } from "next-auth";
import { requireOwnOrigin } from "#app/_auth/page-guards.tsx";
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
  try {
    await startSession("credentials", { email, password: formText(form, "password"), redirect: false });
  } catch (error) {
    return { attempt: nextAttempt(previous), values: { email }, errors: refusalOf(error) };
  }
  redirect(returnTo(form));
}

/** next-auth wraps errors of the use case. */
function refusalOf(error: unknown): FormState["errors"] {
  if (error instanceof CredentialsSignin) return INCORRECT_CREDENTIALS;
  return errorsOf(error instanceof AuthError ? (error.cause?.err ?? error) : error);
}
