"use server";

import { redirect } from "next/navigation";
import type { Actor } from "#lib/access/actor.ts";
import { discardMail } from "#lib/mail/discard-mail.ts";
import { retryMail } from "#lib/mail/retry-mail.ts";
import { sendTestMail } from "#lib/mail/send-test-mail.ts";
import { paths } from "#lib/paths.ts";
import { Forbidden, NotFound, Refusal } from "#lib/refusal.ts";
import { requireActingActor } from "../../guards.tsx";
import { giveNotice, type NoticeName } from "../../notices.ts";
import { sentText } from "../../sent-form.ts";

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
