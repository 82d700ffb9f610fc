"use server";

import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { requireActingActor } from "#app/_auth/page-guards.tsx";
import { setFlash } from "#app/_forms/flash.ts";
import type { FormState } from "#app/_forms/form-state.ts";
import { submit } from "#app/_forms/submit.ts";
import {
  type FormAssist,
  fieldsOfAccountForm,
  handleFormIntent,
} from "#app/administration/user-accounts/form-assist.ts";
import { addAccount } from "#lib/accounts/add-account.ts";
import { addFederatedAccount } from "#lib/accounts/add-federated-account.ts";
import { invitedAccountInput, newAccountInput, newFederatedAccountInput } from "#lib/accounts/core/account-input.ts";
import type { IssuedCredentials } from "#lib/accounts/core/issued-credentials.ts";
import { inviteAccount } from "#lib/accounts/invite-account.ts";
import { config } from "#lib/config/index.ts";
import { isMailOn } from "#lib/mail/mode.ts";
import { paths } from "#lib/paths.ts";

type AddState = FormState<IssuedCredentials, FormAssist>;

/** Adds an account as the mode requires. One action for all modes, so that an outdated form is answered too. */
export async function addAccountAction(previous: AddState, form: FormData): Promise<AddState> {
  const actor = await requireActingActor();
  const assist = await handleFormIntent(actor, previous, form);
  if (assist) return assist;
  const fields = await fieldsOfAccountForm();
  if (config().federation) {
    return submit(previous, form, { schema: newFederatedAccountInput, ...fields }, async (input) => {
      const { id, email } = await addFederatedAccount(actor, input);
      await setFlash(isMailOn() ? "account-created-instructions-sent" : "account-created", email);
      redirect(paths.accountDetails(id));
    });
  }
  if (isMailOn()) {
    return submit(previous, form, { schema: invitedAccountInput, ...fields }, async (input) => {
      await setFlash("account-created-activation-sent", await inviteAccount(actor, input));
      redirect(paths.accounts);
    });
  }
  return submit(previous, form, { schema: newAccountInput, ...fields }, async (input) => {
    const credentials = await addAccount(actor, input);
    // Not redirected: the credentials are in this response only. Refreshed for the list and the next generated password.
    refresh();
    return credentials;
  });
}
