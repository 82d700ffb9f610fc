"use server";

import { config } from "#lib/config.ts";
import { requestSource } from "#lib/http/request-source.ts";
import { WHOLE_FORM } from "#lib/refusal.ts";
import { rememberAttempt } from "#lib/signin/federation/pending-attempts.ts";
import { ProviderProblem } from "#lib/signin/federation/provider-problem.ts";
import { beginSignIn } from "#lib/signin/federation/sign-in-with-provider.ts";
import type { FormState } from "../form-state.ts";
import { requireOwnOrigin } from "../guards.tsx";
import { leaveFor } from "../leave-for.ts";
import { nextAttempt, sentText } from "../sent-form.ts";
import { problemsOf } from "../submit.ts";
import { wayOn } from "../way-on.ts";
import { sentenceAbout } from "./provider-problems.ts";

/** Goes to the identity provider, to come back at its callback. */
export async function signInWithProviderAction(previous: FormState, form: FormData): Promise<FormState> {
  await requireOwnOrigin();
  try {
    const { attempt, address } = await beginSignIn(wayOn(form), sentText(form, "again") !== "", await requestSource());
    await rememberAttempt(attempt);
    return await leaveFor(address);
  } catch (error) {
    return { attempt: nextAttempt(previous), values: {}, errors: problemsWith(error) };
  }
}

function problemsWith(error: unknown): FormState["errors"] {
  if (!(error instanceof ProviderProblem)) return problemsOf(error);
  return { [WHOLE_FORM]: sentenceAbout(error.isOutage ? "unreachable" : "refused", config().federation?.name ?? "") };
}
