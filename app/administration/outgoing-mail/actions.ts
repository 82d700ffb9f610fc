"use server";

import { redirect } from "next/navigation";
import { requireActingActor } from "#app/_auth/page-guards.tsx";
import { type FlashName, setFlash } from "#app/_forms/flash.ts";
import { formText } from "#app/_forms/form-data.ts";
import type { Actor } from "#lib/access/actor.ts";
import { Forbidden, NotFound, UserError } from "#lib/errors.ts";
import { discardEmail } from "#lib/mail/discard-email.ts";
import { retryEmail } from "#lib/mail/retry-email.ts";
import { sendTestEmail } from "#lib/mail/send-test-email.ts";
import { paths } from "#lib/paths.ts";

/** Leads back to the list, which shows how things stand: also where there was nothing to do, or no right to it. */
async function act(flash: FlashName, work: (actor: Actor) => Promise<string>): Promise<never> {
  const actor = await requireActingActor();
  try {
    await setFlash(flash, await work(actor));
  } catch (error) {
    if (!(error instanceof NotFound || error instanceof UserError || error instanceof Forbidden)) throw error;
  }
  redirect(paths.outgoingMail);
}

export async function sendTestEmailAction(): Promise<void> {
  await act("test-email-sent", async (actor) => {
    await sendTestEmail(actor);
    return actor.email;
  });
}

export async function retryEmailAction(form: FormData): Promise<void> {
  await act("email-retried", (actor) => retryEmail(actor, formText(form, "mail")));
}

export async function discardEmailAction(form: FormData): Promise<void> {
  await act("email-discarded", (actor) => discardEmail(actor, formText(form, "mail")));
}
