"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { requireActingActor } from "#app/_auth/action-guards.ts";
import { type EditConflict, saveOrConflict, seenField, withMerged } from "#app/_forms/edit-conflict.ts";
import { setFlash } from "#app/_forms/flash.ts";
import { formText } from "#app/_forms/form-data.ts";
import type { FormState } from "#app/_forms/form-state.ts";
import { submit } from "#app/_forms/submit.ts";
import {
  type FormAssist,
  fieldsOfAccountForm,
  handleFormIntent,
} from "#app/administration/user-accounts/form-assist.ts";
import type { AccountSnapshot } from "#lib/accounts/core/account-changes.ts";
import { accountUpdateInput, federatedAccountUpdateInput } from "#lib/accounts/core/account-input.ts";
import { shownFields } from "#lib/accounts/core/account-policy.ts";
import { findAccount } from "#lib/accounts/find-account.ts";
import { updateAccount } from "#lib/accounts/update-account.ts";
import { authenticationMode } from "#lib/config/authentication-mode.ts";
import { Forbidden, NotFound, UserError } from "#lib/errors.ts";
import { unlinkIdentity } from "#lib/federation/unlink-identity.ts";
import { paths } from "#lib/paths.ts";
import { revokeAccountSessions } from "#lib/sessions/revoke-account-sessions.ts";

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
  /** Present if the form had domains to choose; without it, no selection means nothing. */
  picker: z.string().optional(),
};

const editForm = accountUpdateInput.extend(sentAlong);
const federatedEditForm = federatedAccountUpdateInput.extend(sentAlong);

type EditState = FormState<EditConflict<AccountSnapshot>, FormAssist>;

/** With federation on, fields missing from the form keep their values. */
export async function updateAccountAction(previous: EditState, form: FormData): Promise<EditState> {
  const actor = await requireActingActor();
  const assist = await handleFormIntent(actor, previous, form);
  if (assist) return assist;
  const schema = shownFields(authenticationMode()).includes("email") ? editForm : federatedEditForm;
  const fields = { schema, ...(await fieldsOfAccountForm()) };
  const state = await submit(previous, form, fields, async ({ account: id, seen, picker, ...typed }) => {
    const restrictions = picker ? (typed.restrictions ?? []) : seen.restrictions;
    const edit = { ...seen, ...typed, restrictions };
    const conflict = await saveOrConflict<AccountSnapshot>(seen, edit, async () =>
      setFlash("account-updated", await updateAccount(actor, id, edit, seen)),
    );
    return conflict ?? redirect(paths.accountDetails(id));
  });
  return withMerged(state);
}

export async function unlinkIdentityAction(form: FormData): Promise<void> {
  const actor = await requireActingActor();
  const id = formText(form, "account");
  try {
    await setFlash("identity-unlinked", await unlinkIdentity(actor, id));
  } catch (error) {
    // The next page shows the error.
    if (!(error instanceof NotFound || error instanceof Forbidden || error instanceof UserError)) throw error;
  }
  redirect(paths.accountDetails(id));
}

export async function revokeAccountSessionsAction(form: FormData): Promise<void> {
  const actor = await requireActingActor();
  const id = formText(form, "account");
  try {
    const { email } = await findAccount(actor, id);
    await revokeAccountSessions(actor, id);
    await setFlash("account-sessions-revoked", email);
  } catch (error) {
    // The next page gives the same answer, with its status.
    if (!(error instanceof NotFound || error instanceof Forbidden)) throw error;
  }
  redirect(paths.accountDetails(id));
}
