"use server";

import { redirect } from "next/navigation";
import { requireActingActor } from "#app/_auth/action-guards.ts";
import { setFlash } from "#app/_forms/flash.ts";
import { formText, toFormData } from "#app/_forms/form-data.ts";
import { Forbidden, NotFound, UserError } from "#lib/errors.ts";
import { resendActivation } from "#lib/recovery/resend-activation.ts";
import { backLink } from "./list-url.ts";

export async function resendActivationAction(form: FormData): Promise<void> {
  const actor = await requireActingActor();
  const id = formText(form, "account");
  try {
    await setFlash("activation-sent", await resendActivation(actor, id));
  } catch (error) {
    // Activated or deleted in the meantime, which the next page shows.
    if (!(error instanceof NotFound || error instanceof UserError || error instanceof Forbidden)) throw error;
  }
  redirect(backLink(toFormData(form).get("list") ?? undefined, id).href);
}
