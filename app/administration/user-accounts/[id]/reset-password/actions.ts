"use server";

import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { requireActingActor } from "#app/_auth/page-guards.tsx";
import { type FlashName, setFlash } from "#app/_forms/flash.ts";
import type { FormState } from "#app/_forms/form-state.ts";
import { submit } from "#app/_forms/submit.ts";
import { backLink } from "#app/administration/user-accounts/list-url.ts";
import { secretField } from "#lib/accounts/core/account-input.ts";
import type { IssuedCredentials } from "#lib/accounts/core/issued-credentials.ts";
import { config } from "#lib/config/index.ts";
import { hasEmailedLinks } from "#lib/mail/mode.ts";
import { resetPassword } from "#lib/recovery/issue-single-use-password.ts";
import { type SentReset, sendPasswordReset } from "#lib/recovery/send-password-reset.ts";

const handedOverForm = z.object({ account: z.string(), singleUsePassword: secretField });

const mailedForm = z.object({
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
  if (hasEmailedLinks()) {
    return submit(previous, form, { schema: mailedForm }, async ({ account, list, endAccess }) => {
      const { email, kind } = await sendPasswordReset(actor, account, endAccess);
      await setFlash(SENT[kind], email);
      redirect(backLink(list, account).href);
    });
  }
  const schema = config().federation ? undefined : handedOverForm;
  return submit(previous, form, { schema }, async ({ account, singleUsePassword }) => {
    const credentials = await resetPassword(actor, account, singleUsePassword);
    // Not redirected: the credentials are in this response only. Refreshed for the list behind the dialog.
    refresh();
    return credentials;
  });
}
