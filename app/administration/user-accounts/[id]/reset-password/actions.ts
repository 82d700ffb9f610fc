"use server";

import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { requireActingActor } from "#app/_auth/action-guards.ts";
import { type FlashName, setFlash } from "#app/_forms/flash.ts";
import type { FormState } from "#app/_forms/form-state.ts";
import { submit } from "#app/_forms/submit.ts";
import { backLink } from "#app/administration/user-accounts/list-url.ts";
import { singleUsePasswordField } from "#lib/accounts/core/account-input.ts";
import { authenticationMode } from "#lib/config/authentication-mode.ts";
import { type IssuedCredentials, issueSingleUsePassword } from "#lib/recovery/issue-single-use-password.ts";
import { type SentReset, sendPasswordReset } from "#lib/recovery/send-password-reset.ts";

const singleUsePasswordForm = z.object({ account: z.string(), singleUsePassword: singleUsePasswordField });

const emailResetForm = z.object({
  account: z.string(),
  list: z.string().optional(),
  endAccess: z.boolean().default(false),
});

const SENT: Readonly<Record<SentReset["kind"], FlashName>> = {
  "new password": "password-reset-sent",
  "first password": "first-password-link-sent",
  activation: "activation-sent",
};

/** Resets as the mode requires. One action for all modes, so that an outdated form is answered too. */
export async function resetPasswordAction(
  previous: FormState<IssuedCredentials>,
  form: FormData,
): Promise<FormState<IssuedCredentials>> {
  const actor = await requireActingActor();
  if (authenticationMode().emailsLinks) {
    return submit(previous, form, { schema: emailResetForm }, async ({ account, list, endAccess }) => {
      const { email, kind } = await sendPasswordReset(actor, account, endAccess);
      await setFlash(SENT[kind], email);
      redirect(backLink(list, account).href);
    });
  }
  const schema = authenticationMode().hasLocalPasswords ? singleUsePasswordForm : undefined;
  return submit(previous, form, { schema }, async ({ account, singleUsePassword }) => {
    const credentials = await issueSingleUsePassword(actor, account, singleUsePassword);
    // Stays on its page: only this response holds the password. Refreshes the list behind a dialog.
    refresh();
    return credentials;
  });
}
