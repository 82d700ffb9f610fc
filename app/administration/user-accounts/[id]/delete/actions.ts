"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { deleteAccount } from "#lib/accounts/delete-account.ts";
import type { FormState } from "../../../../form-state.ts";
import { requireActingActor } from "../../../../guards.tsx";
import { giveNotice } from "../../../../notices.ts";
import { submit } from "../../../../submit.ts";
import { listAt } from "../../list-address.ts";

const deleteForm = z.object({ account: z.string(), list: z.string().optional() });

export async function deleteAccountAction(previous: FormState, form: FormData): Promise<FormState> {
  const actor = await requireActingActor();
  return submit(previous, form, { schema: deleteForm }, async ({ account, list }) => {
    await giveNotice("account-deleted", await deleteAccount(actor, account));
    redirect(listAt(list));
  });
}
