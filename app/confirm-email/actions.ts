"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { confirmEmail } from "#lib/accounts/confirm-email.ts";
import { config } from "#lib/config.ts";
import { paths } from "#lib/paths.ts";
import type { FormState } from "../form-state.ts";
import { requireActingActor } from "../guards.tsx";
import { heldLink, shownLinkField, throughLink } from "../link-forms.ts";
import { giveNotice } from "../notices.ts";
import { submit } from "../submit.ts";

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
