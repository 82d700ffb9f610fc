"use server";

import { redirect } from "next/navigation";
import { requireActingActor } from "#app/_auth/page-guards.tsx";
import { giveNotice, type NoticeName } from "#app/_forms/flash.ts";
import { sentText } from "#app/_forms/form-data.ts";
import type { Actor } from "#lib/access/actor.ts";
import { Forbidden, NotFound, Refusal } from "#lib/errors.ts";
import { discardMail } from "#lib/mail/discard-email.ts";
import { retryMail } from "#lib/mail/retry-email.ts";
import { sendTestMail } from "#lib/mail/send-test-email.ts";
import { paths } from "#lib/paths.ts";

/** Leads back to the list, which shows how things stand: also where there was nothing to do, or no right to it. */
async function act(notice: NoticeName, work: (actor: Actor) => Promise<string>): Promise<never> {
  const actor = await requireActingActor();
  try {
    await giveNotice(notice, await work(actor));
  } catch (error) {
    if (!(error instanceof NotFound || error instanceof Refusal || error instanceof Forbidden)) throw error;
  }
  redirect(paths.outgoingMail);
}

export async function sendTestMailAction(): Promise<void> {
  await act("test-mail-sent", async (actor) => {
    await sendTestMail(actor);
    return actor.email;
  });
}

export async function retryMailAction(form: FormData): Promise<void> {
  await act("mail-retried", (actor) => retryMail(actor, sentText(form, "mail")));
}

export async function discardMailAction(form: FormData): Promise<void> {
  await act("mail-discarded", (actor) => discardMail(actor, sentText(form, "mail")));
}
