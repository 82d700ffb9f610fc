"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { config } from "#lib/config.ts";
import { requestSource } from "#lib/http/request-source.ts";
import { paths } from "#lib/paths.ts";
import { chosenPasswordFields, DIFFERS, isRepeated, MANAGER_FIELDS } from "#lib/signin/chosen-password-input.ts";
import { completeReset } from "#lib/signin/complete-reset.ts";
import type { FormState } from "../form-state.ts";
import { requireOwnOrigin } from "../guards.tsx";
import { heldLink, shownLinkField, throughLink } from "../link-forms.ts";
import { giveNotice } from "../notices.ts";
import { submit } from "../submit.ts";

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
