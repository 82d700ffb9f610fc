"use server";

import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { requireActingActor } from "#app/_auth/action-guards.ts";
import { setFlash } from "#app/_forms/flash.ts";
import type { FormState } from "#app/_forms/form-state.ts";
import { submit } from "#app/_forms/submit.ts";
import {
  type FormAssist,
  fieldsOfAccountForm,
  handleFormIntent,
} from "#app/administration/user-accounts/form-assist.ts";
import { newAccountInputs } from "#lib/accounts/core/account-input.ts";
import { createAccount } from "#lib/accounts/create-account.ts";
import { authenticationMode, isOutgoingMailOn } from "#lib/config/authentication-mode.ts";
import { paths } from "#lib/paths.ts";
import type { IssuedCredentials } from "#lib/recovery/issue-single-use-password.ts";

type CreateState = FormState<IssuedCredentials, FormAssist>;

export async function createAccountAction(previous: CreateState, form: FormData): Promise<CreateState> {
  const actor = await requireActingActor();
  const assist = await handleFormIntent(actor, previous, form);
  if (assist) return assist;
  const fields = { schema: newAccountInputs[authenticationMode().name], ...(await fieldsOfAccountForm()) };
  return submit(previous, form, fields, async (input) => {
    const created = await createAccount(actor, input);
    if (created.singleUsePassword !== undefined) {
      // Stays on its page: only this response holds the password. Refreshes the list and the generated password.
      refresh();
      return created;
    }
    if (input.enrolment.kind === "activation-email") {
      await setFlash("account-created-activation-sent", created.email);
      redirect(paths.accounts);
    }
    await setFlash(isOutgoingMailOn() ? "account-created-instructions-sent" : "account-created", created.email);
    redirect(paths.accountDetails(created.accountId));
  });
}
