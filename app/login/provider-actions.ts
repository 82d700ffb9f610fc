"use server";

import { requireOwnOrigin } from "#app/_auth/page-guards.tsx";
import { redirectToProvider } from "#app/_auth/redirect-to-provider.ts";
import { returnTo } from "#app/_auth/return-to.ts";
import { formText, nextAttempt } from "#app/_forms/form-data.ts";
import type { FormState } from "#app/_forms/form-state.ts";
import { errorsOf } from "#app/_forms/submit.ts";
import { config } from "#lib/config/index.ts";
import { WHOLE_FORM } from "#lib/errors.ts";
import { storeAuthorization } from "#lib/federation/pending-authorizations.ts";
import { ProviderProblem } from "#lib/federation/provider-problem.ts";
import { startProviderSignIn } from "#lib/federation/sign-in-with-provider.ts";
import { requestSource } from "#lib/http/request-source.ts";
import { problemMessage } from "./provider-problems.ts";

export async function signInWithProviderAction(previous: FormState, form: FormData): Promise<FormState> {
  await requireOwnOrigin();
  try {
    const { attempt, address } = await startProviderSignIn(
      returnTo(form),
      formText(form, "again") !== "",
      await requestSource(),
    );
    await storeAuthorization(attempt);
    return await redirectToProvider(address);
  } catch (error) {
    return { attempt: nextAttempt(previous), values: {}, errors: problemsWith(error) };
  }
}

function problemsWith(error: unknown): FormState["errors"] {
  if (!(error instanceof ProviderProblem)) return errorsOf(error);
  return { [WHOLE_FORM]: problemMessage(error.isOutage ? "unreachable" : "refused", config().federation?.name ?? "") };
}
