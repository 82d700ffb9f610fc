"use server";

import { redirect } from "next/navigation";
import { requireActingActor } from "#app/_auth/action-guards.ts";
import { type FlashName, setFlash } from "#app/_forms/flash.ts";
import { formText } from "#app/_forms/form-data.ts";
import type { Actor } from "#lib/access/actor.ts";
import { Forbidden, NotFound, UserError } from "#lib/errors.ts";
import { discardEmail, retryEmail } from "#lib/mail/failed-emails.ts";
import { sendTestEmail } from "#lib/mail/send-test-email.ts";
import { paths } from "#lib/paths.ts";

/** Redirects to the list, also when the email has changed or the actor may not do this: the list shows the current state. */
async function runAndRedirect(flash: FlashName, action: (actor: Actor) => Promise<string>): Promise<never> {
  const actor = await requireActingActor();
  try {
    await setFlash(flash, await action(actor));
  } catch (error) {
    if (!(error instanceof NotFound || error instanceof UserError || error instanceof Forbidden)) throw error;
  }
  redirect(paths.outgoingMail);
}

export async function sendTestEmailAction(): Promise<void> {
  await runAndRedirect("test-email-sent", async (actor) => {
    await sendTestEmail(actor);
    return actor.email;
  });
}

export async function retryEmailAction(form: FormData): Promise<void> {
  await runAndRedirect("email-retried", (actor) => retryEmail(actor, formText(form, "emailId")));
}

export async function discardEmailAction(form: FormData): Promise<void> {
  await runAndRedirect("email-discarded", (actor) => discardEmail(actor, formText(form, "emailId")));
}
