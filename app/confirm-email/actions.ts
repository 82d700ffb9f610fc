"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { requireActingActor } from "#app/_auth/action-guards.ts";
import { setFlash } from "#app/_forms/flash.ts";
import type { FormState } from "#app/_forms/form-state.ts";
import { linkIdField, readSubmittedLink, withLink } from "#app/_forms/link-form.ts";
import { submit } from "#app/_forms/submit.ts";
import { config } from "#lib/config/index.ts";
import { paths } from "#lib/paths.ts";
import { confirmEmail } from "#lib/recovery/confirm-email-change.ts";

const confirmForm = z.object(linkIdField);

export async function confirmEmailChangeAction(previous: FormState, form: FormData): Promise<FormState> {
  const actor = await requireActingActor();
  const schema = config().federation ? undefined : confirmForm;
  return submit(previous, form, { schema }, async ({ link }) => {
    const submitted = await readSubmittedLink("email-change", link);
    await setFlash("email-confirmed", await withLink("email-change", () => confirmEmail(actor, submitted)));
    redirect(paths.account);
  });
}
