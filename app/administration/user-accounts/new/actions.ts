"use server";

import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { invitedAccountInput, newAccountInput, newFederatedAccountInput } from "#lib/accounts/account-input.ts";
import { addAccount } from "#lib/accounts/add-account.ts";
import { addFederatedAccount } from "#lib/accounts/add-federated-account.ts";
import type { HandOver } from "#lib/accounts/hand-over.ts";
import { inviteAccount } from "#lib/accounts/invite-account.ts";
import { isMailOn } from "#lib/mail/mode.ts";
import { paths } from "#lib/paths.ts";
import type { FormState } from "../../../form-state.ts";
import { requireActingActor } from "../../../guards.tsx";
import { giveNotice } from "../../../notices.ts";
import { submit } from "../../../submit.ts";
import { type AccountHelp, helpWithAccount } from "../account-help.ts";

const SECRETS = ["singleUsePassword"];

type AddState = FormState<HandOver, AccountHelp>;

/** Stays on its page: the hand-over is shown in the answer itself, and never again. */
export async function addAccountAction(previous: AddState, form: FormData): Promise<AddState> {
  const actor = await requireActingActor();
  const help = await helpWithAccount(actor, previous, form, SECRETS);
  if (help) return help;
  return submit(previous, form, { schema: newAccountInput, secrets: SECRETS }, async (input) => {
    const handOver = await addAccount(actor, input);
    // On the way back the list has the new account, and the form another password.
    refresh();
    return handOver;
  });
}

type HelpedState = FormState<undefined, AccountHelp>;

/** The person signs in with the provider: the account's page says how it goes on. */
export async function addFederatedAccountAction(previous: HelpedState, form: FormData): Promise<HelpedState> {
  const actor = await requireActingActor();
  const help = await helpWithAccount(actor, previous, form);
  if (help) return help;
  return submit(previous, form, { schema: newFederatedAccountInput }, async (input) => {
    const { id, email } = await addFederatedAccount(actor, input);
    await giveNotice(isMailOn() ? "account-instructed" : "account-added", email);
    redirect(paths.accountDetails(id));
  });
}

export async function inviteAccountAction(previous: HelpedState, form: FormData): Promise<HelpedState> {
  const actor = await requireActingActor();
  const help = await helpWithAccount(actor, previous, form);
  if (help) return help;
  return submit(previous, form, { schema: invitedAccountInput }, async (input) => {
    await giveNotice("account-invited", await inviteAccount(actor, input));
    redirect(paths.accounts);
  });
}
