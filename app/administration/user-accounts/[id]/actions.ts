"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import type { Change } from "#db/schema/audit-events.ts";
import { accountChanges, type Editable } from "#lib/accounts/account-changes.ts";
import { type AccountEdit, accountEditInput } from "#lib/accounts/account-input.ts";
import { ChangedMeanwhile, mergeEdit } from "#lib/accounts/changed-meanwhile.ts";
import { editAccount } from "#lib/accounts/edit-account.ts";
import { endSessions } from "#lib/accounts/end-sessions.ts";
import { findAccount } from "#lib/accounts/find-account.ts";
import { paths } from "#lib/paths.ts";
import { Forbidden, NotFound } from "#lib/refusal.ts";
import type { FormState } from "../../../form-state.ts";
import { requireActingActor } from "../../../guards.tsx";
import { giveNotice } from "../../../notices.ts";
import { sentText } from "../../../sent-form.ts";
import { submit } from "../../../submit.ts";

/** Somebody else's change, and the account with it, so that saving again is a decision. */
export type EditConflict = Readonly<{ changes: readonly Change[]; current: Editable; merged: Editable }>;

/** The account as it stood on the page. Compared with what is stored and never saved. */
const seenAccount = z.object({
  firstName: z.string(),
  lastName: z.string(),
  email: z.string(),
  phone: z.string().nullable(),
  roles: z.array(z.string()),
  emailNotifications: z.array(z.string()),
});

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: "custom", message: "Reload the page: it is not as it was sent." });
    return z.NEVER;
  }
});

const editForm = accountEditInput.extend({
  account: z.string(),
  seen: json.pipe(seenAccount),
});

export async function editAccountAction(
  previous: FormState<EditConflict>,
  form: FormData,
): Promise<FormState<EditConflict>> {
  const actor = await requireActingActor();
  const state = await submit(previous, form, { schema: editForm }, async ({ account: id, seen, ...edit }) => {
    try {
      await giveNotice("account-saved", await editAccount(actor, id, edit, seen));
    } catch (error) {
      if (error instanceof ChangedMeanwhile) return conflictOf(seen, edit, error.current);
      throw error;
    }
    redirect(paths.accountDetails(id));
  });
  return state.done ? { ...state, values: asTyped(state.done.merged) } : state;
}

const conflictOf = (seen: Editable, edit: AccountEdit, current: Editable): EditConflict => ({
  changes: accountChanges(seen, current),
  current: seenAccount.parse(current),
  merged: mergeEdit(seen, edit, current),
});

const asTyped = (account: Editable): FormState["values"] => ({ ...account, phone: account.phone ?? "" });

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
