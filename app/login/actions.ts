"use server";

import { redirect } from "next/navigation";
import { AuthError, CredentialsSignin } from "next-auth";
import { requireOwnOrigin } from "#app/_auth/action-guards.ts";
import { returnTo } from "#app/_auth/return-to.ts";
import { nextAttempt, sentText } from "#app/_forms/form-data.ts";
import type { FormState } from "#app/_forms/form-state.ts";
import { problemsOf } from "#app/_forms/submit.ts";
import { startSession } from "#lib/sign-in/auth.ts";
import { REFUSED } from "./incorrect-credentials.ts";

/** Signs in with what was typed, as it was typed: the use case knows how to refuse what is no e-mail at all. */
export async function signInAction(previous: FormState, form: FormData): Promise<FormState> {
  await requireOwnOrigin();
  const email = sentText(form, "email");
  try {
    await startSession("credentials", { email, password: sentText(form, "password"), redirect: false });
  } catch (error) {
    return { attempt: nextAttempt(previous), values: { email }, errors: refusalOf(error) };
  }
  redirect(returnTo(form));
}

/** next-auth wraps what the use case throws. */
function refusalOf(error: unknown): FormState["errors"] {
  if (error instanceof CredentialsSignin) return REFUSED;
  return problemsOf(error instanceof AuthError ? (error.cause?.err ?? error) : error);
}
