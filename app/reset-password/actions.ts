"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { requireOwnOrigin } from "#app/_auth/action-guards.ts";
import { setFlash } from "#app/_forms/flash.ts";
import type { FormState } from "#app/_forms/form-state.ts";
import { linkIdField, readSubmittedLink, withLink } from "#app/_forms/link-form.ts";
import { submit } from "#app/_forms/submit.ts";
import { config } from "#lib/config/index.ts";
import { requestSource } from "#lib/http/request-source.ts";
import {
  newPasswordFields,
  PASSWORD_MANAGER_FIELDS,
  PASSWORDS_DIFFER,
  passwordsMatch,
} from "#lib/passwords/new-password-input.ts";
import { paths } from "#lib/paths.ts";
import { completePasswordReset } from "#lib/recovery/complete-password-reset.ts";

const resetForm = z.object({ ...newPasswordFields, ...linkIdField }).refine(passwordsMatch, PASSWORDS_DIFFER);

export async function completePasswordResetAction(previous: FormState, form: FormData): Promise<FormState> {
  await requireOwnOrigin();
  const schema = config().federation ? undefined : resetForm;
  return submit(previous, form, { schema, unparsed: PASSWORD_MANAGER_FIELDS }, async ({ link, password }) => {
    const user = { submitted: await readSubmittedLink("password-reset", link), source: await requestSource() };
    await withLink("password-reset", () => completePasswordReset(user, password));
    await setFlash("password-reset");
    redirect(paths.login);
  });
}
