"use server";

import { WHOLE_FORM } from "#lib/refusal.ts";
import { rememberAttempt } from "#lib/signin/federation/pending-attempts.ts";
import { ProviderProblem } from "#lib/signin/federation/provider-problem.ts";
import { beginRehearsal } from "#lib/signin/federation/rehearsal.ts";
import type { FormState } from "../../form-state.ts";
import { requireActingActor } from "../../guards.tsx";
import { leaveFor } from "../../leave-for.ts";
import { nextAttempt } from "../../sent-form.ts";
import { problemsOf } from "../../submit.ts";

/** Goes to the identity provider for a sign-in that signs nobody in; what it came to is shown on the way back. */
export async function rehearseAction(previous: FormState): Promise<FormState> {
  const actor = await requireActingActor();
  try {
    const { attempt, address } = await beginRehearsal(actor);
    await rememberAttempt(attempt);
    return await leaveFor(address);
  } catch (error) {
    const errors = error instanceof ProviderProblem ? { [WHOLE_FORM]: error.message } : problemsOf(error);
    return { attempt: nextAttempt(previous), values: {}, errors };
  }
}
