"use server";

import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { secretField } from "#lib/accounts/account-input.ts";
import type { HandOver } from "#lib/accounts/hand-over.ts";
import { mailPasswordReset } from "#lib/accounts/mail-password-reset.ts";
import { resetPassword } from "#lib/accounts/reset-password.ts";
import type { FormState } from "../../../../form-state.ts";
import { requireActingActor } from "../../../../guards.tsx";
import { giveNotice } from "../../../../notices.ts";
import { submit } from "../../../../submit.ts";
import { wayBack } from "../../list-address.ts";

const resetForm = z.object({ account: z.string(), singleUsePassword: secretField });

/** Stays on its page: the hand-over is shown in the answer itself, and never again. */
export async function resetPasswordAction(previous: FormState<HandOver>, form: FormData): Promise<FormState<HandOver>> {
  const actor = await requireActingActor();
  return submit(previous, form, { schema: resetForm, secrets: ["singleUsePassword"] }, async (input) => {
    const handOver = await resetPassword(actor, input.account, input.singleUsePassword);
    // The list behind a dialog shows the account as it is now.
    refresh();
    return handOver;
  });
}

const mailResetForm = z.object({
  account: z.string(),
  list: z.string().optional(),
  endAccess: z.boolean().default(false),
});

export async function mailPasswordResetAction(previous: FormState, form: FormData): Promise<FormState> {
  const actor = await requireActingActor();
  return submit(previous, form, { schema: mailResetForm }, async ({ account, list, endAccess }) => {
    await giveNotice("reset-mailed", await mailPasswordReset(actor, account, endAccess));
    redirect(wayBack(list, account).href);
  });
}
