"use server";

import { requireOwnOrigin } from "#app/_auth/action-guards.ts";
import { redirectToProvider } from "#app/_auth/redirect-to-provider.ts";
import { returnTo } from "#app/_auth/return-to.ts";
import { formText, nextAttempt } from "#app/_forms/form-data.ts";
import type { FormState } from "#app/_forms/form-state.ts";
import { errorsOf } from "#app/_forms/submit.ts";
import { authenticationMode } from "#lib/config/authentication-mode.ts";
import { WHOLE_FORM } from "#lib/errors.ts";
import { storeAuthorization } from "#lib/federation/pending-authorizations.ts";
import { ProviderError } from "#lib/federation/provider-error.ts";
import { startProviderSignIn } from "#lib/federation/sign-in-with-provider.ts";
import { requestSource } from "#lib/http/request-source.ts";
import { problemMessage } from "./provider-problems.ts";

export async function signInWithProviderAction(previous: FormState, form: FormData): Promise<FormState> {
  await requireOwnOrigin();
  try {
    const { request, url } = await startProviderSignIn(
      returnTo(form),
      formText(form, "again") !== "",
      await requestSource(),
    );
    await storeAuthorization(request);
    return await redirectToProvider(url);
  } catch (error) {
    return { attempt: nextAttempt(previous), values: {}, errors: problemsWith(error) };
  }
}

function problemsWith(error: unknown): FormState["errors"] {
  if (!(error instanceof ProviderError)) return errorsOf(error);
  return {
    [WHOLE_FORM]: problemMessage(error.isOutage ? "unreachable" : "refused", authenticationMode().provider?.name ?? ""),
  };
}
