"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { requireActingActor } from "#app/_auth/page-guards.tsx";
import { giveNotice } from "#app/_forms/flash.ts";
import type { FormState } from "#app/_forms/form-state.ts";
import { heldLink, shownLinkField, throughLink } from "#app/_forms/link-form.ts";
import { submit } from "#app/_forms/submit.ts";
import { config } from "#lib/config/index.ts";
import { paths } from "#lib/paths.ts";
import { confirmEmail } from "#lib/recovery/confirm-email-change.ts";

const confirmForm = z.object(shownLinkField);

export async function confirmEmailAction(previous: FormState, form: FormData): Promise<FormState> {
  const actor = await requireActingActor();
  const schema = config().federation ? undefined : confirmForm;
  return submit(previous, form, { schema }, async ({ link }) => {
    const held = await heldLink("email-change", link);
    await giveNotice("email-confirmed", await throughLink("email-change", () => confirmEmail(actor, held)));
    redirect(paths.account);
  });
}
