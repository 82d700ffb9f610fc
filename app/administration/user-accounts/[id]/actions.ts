"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import type { Editable } from "#lib/accounts/account-changes.ts";
import { accountEditInput, federatedAccountEditInput } from "#lib/accounts/account-input.ts";
import { editAccount } from "#lib/accounts/edit-account.ts";
import { endSessions } from "#lib/accounts/end-sessions.ts";
import { findAccount } from "#lib/accounts/find-account.ts";
import { forgetIdentity } from "#lib/accounts/forget-identity.ts";
import { config } from "#lib/config.ts";
import { paths } from "#lib/paths.ts";
import { Forbidden, NotFound, Refusal } from "#lib/refusal.ts";
import { type EditConflict, saveOrConflict, seenField, withMerged } from "../../../edit-conflict.ts";
import type { FormState } from "../../../form-state.ts";
import { requireActingActor } from "../../../guards.tsx";
import { giveNotice } from "../../../notices.ts";
import { sentText } from "../../../sent-form.ts";
import { submit } from "../../../submit.ts";
import { type AccountHelp, fieldsOfAccountForm, helpWithAccount } from "../account-help.ts";

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
