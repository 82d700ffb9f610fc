"use server";

import { requireActingActor } from "#app/_auth/action-guards.ts";
import { redirectToProvider } from "#app/_auth/redirect-to-provider.ts";
import { nextAttempt } from "#app/_forms/form-data.ts";
import type { FormState } from "#app/_forms/form-state.ts";
import { errorsOf } from "#app/_forms/submit.ts";
import { WHOLE_FORM } from "#lib/errors.ts";
import { storeAuthorization } from "#lib/federation/pending-authorizations.ts";
import { ProviderError } from "#lib/federation/provider-error.ts";
import { startTestSignIn } from "#lib/federation/test-sign-in.ts";

/** Starts a sign-in at the identity provider that signs no one in here. */
export async function testSignInAction(previous: FormState): Promise<FormState> {
  const actor = await requireActingActor();
  try {
    const { request, url } = await startTestSignIn(actor);
    await storeAuthorization(request);
    return await redirectToProvider(url);
  } catch (error) {
    const errors = error instanceof ProviderError ? { [WHOLE_FORM]: error.message } : errorsOf(error);
    return { attempt: nextAttempt(previous), values: {}, errors };
  }
}
