"use server";

import { redirect } from "next/navigation";
import { requireOwnOrigin } from "#app/_auth/action-guards.ts";
import { setFlash } from "#app/_forms/flash.ts";
import type { FormState } from "#app/_forms/form-state.ts";
import { linkIdField, readSubmittedLink, withLink } from "#app/_forms/link-form.ts";
import { submit } from "#app/_forms/submit.ts";
import { profileInput } from "#lib/accounts/core/account-input.ts";
import { config } from "#lib/config/index.ts";
import { requestSource } from "#lib/http/request-source.ts";
import {
  newPasswordFields,
  PASSWORD_MANAGER_FIELDS,
  PASSWORDS_DIFFER,
  passwordsMatch,
} from "#lib/passwords/new-password-input.ts";
import { paths } from "#lib/paths.ts";
import { activateAccount } from "#lib/recovery/activate-account.ts";

const activationForm = profileInput
  .extend({ ...newPasswordFields, ...linkIdField })
  .refine(passwordsMatch, PASSWORDS_DIFFER);

export async function activateAccountAction(previous: FormState, form: FormData): Promise<FormState> {
  await requireOwnOrigin();
  const schema = config().federation ? undefined : activationForm;
  return submit(previous, form, { schema, unparsed: PASSWORD_MANAGER_FIELDS }, async (input) => {
    const { link, confirmation: _, ...chosen } = input;
    const user = { submitted: await readSubmittedLink("activation", link), source: await requestSource() };
    await withLink("activation", () => activateAccount(user, chosen));
    await setFlash("account-activated");
    redirect(paths.login);
  });
}
