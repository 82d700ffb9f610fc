"use server";

import { redirect } from "next/navigation";
import { profileInput } from "#lib/accounts/account-input.ts";
import { config } from "#lib/config.ts";
import { requestSource } from "#lib/http/request-source.ts";
import { paths } from "#lib/paths.ts";
import { activateAccount } from "#lib/signin/activate-account.ts";
import { chosenPasswordFields, DIFFERS, isRepeated, MANAGER_FIELDS } from "#lib/signin/chosen-password-input.ts";
import type { FormState } from "../form-state.ts";
import { requireOwnOrigin } from "../guards.tsx";
import { heldLink, shownLinkField, throughLink } from "../link-forms.ts";
import { giveNotice } from "../notices.ts";
import { submit } from "../submit.ts";

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
