"use server";

import { redirect } from "next/navigation";
import { resendActivation } from "#lib/accounts/resend-activation.ts";
import { Forbidden, NotFound, Refusal } from "#lib/refusal.ts";
import { requireActingActor } from "../../guards.tsx";
import { giveNotice } from "../../notices.ts";
import { sentForm, sentText } from "../../sent-form.ts";
import { wayBack } from "./list-address.ts";

/** Leads back to where it was asked, which shows how the account stands now. */
export async function resendActivationAction(form: FormData): Promise<void> {
  const actor = await requireActingActor();
  const id = sentText(form, "account");
  try {
    await giveNotice("activation-mailed", await resendActivation(actor, id));
  } catch (error) {
    // Activated or deleted meanwhile, or not theirs to do: the page that follows shows it.
    if (!(error instanceof NotFound || error instanceof Refusal || error instanceof Forbidden)) throw error;
  }
  redirect(wayBack(sentForm(form).get("list") ?? undefined, id).href);
}
