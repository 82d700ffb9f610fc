"use server";

import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { secretField } from "#lib/accounts/account-input.ts";
import type { HandOver } from "#lib/accounts/hand-over.ts";
import { type MailedReset, mailPasswordReset } from "#lib/accounts/mail-password-reset.ts";
import { resetPassword } from "#lib/accounts/reset-password.ts";
import { config } from "#lib/config.ts";
import { hasMailedLinks } from "#lib/mail/mode.ts";
import type { FormState } from "../../../../form-state.ts";
import { requireActingActor } from "../../../../guards.tsx";
import { giveNotice, type NoticeName } from "../../../../notices.ts";
import { submit } from "../../../../submit.ts";
import { wayBack } from "../../list-address.ts";

const handedOverForm = z.object({ account: z.string(), singleUsePassword: secretField });

const mailedForm = z.object({
  account: z.string(),
  list: z.string().optional(),
  endAccess: z.boolean().default(false),
});

const SENT: Readonly<Record<MailedReset["kind"], NoticeName>> = {
  "new password": "reset-mailed",
  "first password": "first-password-mailed",
  activation: "activation-mailed",
};

/** Resets in the way of the mode. One action for all, so that a form of another mode gets its answer too. */
export async function resetPasswordAction(previous: FormState<HandOver>, form: FormData): Promise<FormState<HandOver>> {
  const actor = await requireActingActor();
  if (hasMailedLinks()) {
    return submit(previous, form, { schema: mailedForm }, async ({ account, list, endAccess }) => {
      const { email, kind } = await mailPasswordReset(actor, account, endAccess);
      await giveNotice(SENT[kind], email);
      redirect(wayBack(list, account).href);
    });
  }
  const schema = config().federation ? undefined : handedOverForm;
  return submit(previous, form, { schema }, async ({ account, singleUsePassword }) => {
    const handOver = await resetPassword(actor, account, singleUsePassword);
    // Stays on its page: the hand-over is shown in this answer, and never again. The list behind a dialog shows the
    // account as it is now.
    refresh();
    return handOver;
  });
}
