"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { requireActingActor } from "#app/_auth/page-guards.tsx";
import { type EditConflict, saveOrConflict, seenField, withMerged } from "#app/_forms/edit-conflict.ts";
import { giveNotice } from "#app/_forms/flash.ts";
import { sentText } from "#app/_forms/form-data.ts";
import type { FormState } from "#app/_forms/form-state.ts";
import { submit } from "#app/_forms/submit.ts";
import {
  type AccountHelp,
  fieldsOfAccountForm,
  helpWithAccount,
} from "#app/administration/user-accounts/form-assist.ts";
import type { Editable } from "#lib/accounts/core/account-changes.ts";
import { accountEditInput, federatedAccountEditInput } from "#lib/accounts/core/account-input.ts";
import { findAccount } from "#lib/accounts/find-account.ts";
import { editAccount } from "#lib/accounts/update-account.ts";
import { config } from "#lib/config/index.ts";
import { Forbidden, NotFound, Refusal } from "#lib/errors.ts";
import { forgetIdentity } from "#lib/federation/unlink-identity.ts";
import { paths } from "#lib/paths.ts";
import { endSessions } from "#lib/sessions/revoke-account-sessions.ts";

const seenAccount = z.object({
  firstName: z.string(),
  lastName: z.string(),
  email: z.string(),
  phone: z.string().nullable(),
  roles: z.array(z.string()),
  restrictions: z.array(z.string()).default([]),
  emailNotifications: z.array(z.string()),
});

const sentAlong = {
  account: z.string(),
  seen: seenField(seenAccount),
  /** Sent where domains were there to be ticked; elsewhere none being ticked means nothing. */
  picker: z.string().optional(),
};

const editForm = accountEditInput.extend(sentAlong);
const federatedEditForm = federatedAccountEditInput.extend(sentAlong);

type EditState = FormState<EditConflict<Editable>, AccountHelp>;

/** While an identity provider knows who people are, what the form does not have is as it was seen. */
export async function editAccountAction(previous: EditState, form: FormData): Promise<EditState> {
  const actor = await requireActingActor();
  const help = await helpWithAccount(actor, previous, form);
  if (help) return help;
  const fields = { schema: config().federation ? federatedEditForm : editForm, ...(await fieldsOfAccountForm()) };
  const state = await submit(previous, form, fields, async ({ account: id, seen, picker, ...typed }) => {
    const restrictions = picker ? (typed.restrictions ?? []) : seen.restrictions;
    const edit = { ...seen, ...typed, restrictions };
    const conflict = await saveOrConflict<Editable>(seen, edit, async () =>
      giveNotice("account-saved", await editAccount(actor, id, edit, seen)),
    );
    return conflict ?? redirect(paths.accountDetails(id));
  });
  return withMerged(state);
}

export async function forgetIdentityAction(form: FormData): Promise<void> {
  const actor = await requireActingActor();
  const id = sentText(form, "account");
  try {
    await giveNotice("identity-forgotten", await forgetIdentity(actor, id));
  } catch (error) {
    // The page that follows says the same, with its status.
    if (!(error instanceof NotFound || error instanceof Forbidden || error instanceof Refusal)) throw error;
  }
  redirect(paths.accountDetails(id));
}

export async function endSessionsAction(form: FormData): Promise<void> {
  const actor = await requireActingActor();
  const id = sentText(form, "account");
  try {
    const { email } = await findAccount(actor, id);
    await endSessions(actor, id);
    await giveNotice("sessions-ended", email);
  } catch (error) {
    // The page that follows says the same, with its status.
    if (!(error instanceof NotFound || error instanceof Forbidden)) throw error;
  }
  redirect(paths.accountDetails(id));
}
