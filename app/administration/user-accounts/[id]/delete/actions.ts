"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { requireActingActor } from "#app/_auth/action-guards.ts";
import { setFlash } from "#app/_forms/flash.ts";
import type { FormState } from "#app/_forms/form-state.ts";
import { submit } from "#app/_forms/submit.ts";
import { listUrl } from "#app/administration/user-accounts/list-url.ts";
import { deleteAccount } from "#lib/accounts/delete-account.ts";

const deleteForm = z.object({ account: z.string(), list: z.string().optional() });

export async function deleteAccountAction(previous: FormState, form: FormData): Promise<FormState> {
  const actor = await requireActingActor();
  return submit(previous, form, { schema: deleteForm }, async ({ account, list }) => {
    await setFlash("account-deleted", await deleteAccount(actor, account));
    redirect(listUrl(list));
  });
}
