"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { requireOwnOrigin } from "#app/_auth/page-guards.tsx";
import { giveNotice } from "#app/_forms/flash.ts";
import type { FormState } from "#app/_forms/form-state.ts";
import { heldLink, shownLinkField, throughLink } from "#app/_forms/link-form.ts";
import { submit } from "#app/_forms/submit.ts";
import { config } from "#lib/config/index.ts";
import { requestSource } from "#lib/http/request-source.ts";
import { chosenPasswordFields, DIFFERS, isRepeated, MANAGER_FIELDS } from "#lib/passwords/new-password-input.ts";
import { paths } from "#lib/paths.ts";
import { completeReset } from "#lib/recovery/complete-password-reset.ts";

const resetForm = z.object({ ...chosenPasswordFields, ...shownLinkField }).refine(isRepeated, DIFFERS);

export async function completeResetAction(previous: FormState, form: FormData): Promise<FormState> {
  await requireOwnOrigin();
  const schema = config().federation ? undefined : resetForm;
  return submit(previous, form, { schema, unparsed: MANAGER_FIELDS }, async ({ link, password }) => {
    const holder = { held: await heldLink("password-reset", link), source: await requestSource() };
    await throughLink("password-reset", () => completeReset(holder, password));
    await giveNotice("password-reset");
    redirect(paths.login);
  });
}
