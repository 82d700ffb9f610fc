"use server";

import { config } from "#lib/config.ts";
import { WHOLE_FORM } from "#lib/refusal.ts";
import { logProblem } from "#lib/signin/federation/answer.ts";
import { ProviderProblem } from "#lib/signin/federation/provider-problem.ts";
import { beginSignIn } from "#lib/signin/federation/sign-in-with-provider.ts";
import { writeSealedCookie } from "#lib/signin/sealed-cookie.ts";
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
    const { attempt, address } = await beginSignIn(wayOn(form), sentText(form, "again") !== "");
    await writeSealedCookie("attempt", attempt);
    return await leaveFor(address);
  } catch (error) {
    return { attempt: nextAttempt(previous), values: {}, errors: problemsWith(error) };
  }
}

function problemsWith(error: unknown): FormState["errors"] {
  if (!(error instanceof ProviderProblem)) return problemsOf(error);
  logProblem(error);
  return { [WHOLE_FORM]: sentenceAbout("unreachable", config().federation?.name ?? "") };
}
