"use server";

import { redirect } from "next/navigation";
import { requireOwnOrigin } from "#app/_auth/page-guards.tsx";
import { giveNotice } from "#app/_forms/flash.ts";
import type { FormState } from "#app/_forms/form-state.ts";
import { heldLink, shownLinkField, throughLink } from "#app/_forms/link-form.ts";
import { submit } from "#app/_forms/submit.ts";
import { profileInput } from "#lib/accounts/core/account-input.ts";
import { config } from "#lib/config/index.ts";
import { requestSource } from "#lib/http/request-source.ts";
import { chosenPasswordFields, DIFFERS, isRepeated, MANAGER_FIELDS } from "#lib/passwords/new-password-input.ts";
import { paths } from "#lib/paths.ts";
import { activateAccount } from "#lib/recovery/activate-account.ts";

const activationForm = profileInput.extend({ ...chosenPasswordFields, ...shownLinkField }).refine(isRepeated, DIFFERS);

export async function activateAccountAction(previous: FormState, form: FormData): Promise<FormState> {
  await requireOwnOrigin();
  const schema = config().federation ? undefined : activationForm;
  return submit(previous, form, { schema, unparsed: MANAGER_FIELDS }, async (input) => {
    const { link, confirmation: _, ...chosen } = input;
    const holder = { held: await heldLink("activation", link), source: await requestSource() };
    await throughLink("activation", () => activateAccount(holder, chosen));
    await giveNotice("account-activated");
    redirect(paths.login);
  });
}
