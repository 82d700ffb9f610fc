"use server";

import { z } from "zod";
import { requireOwnOrigin } from "#app/_auth/action-guards.ts";
import type { FormState } from "#app/_forms/form-state.ts";
import { submit } from "#app/_forms/submit.ts";
import { authenticationMode } from "#lib/config/authentication-mode.ts";
import { requestSource } from "#lib/http/request-source.ts";
import { emailField } from "#lib/profile/email-address.ts";
import { requestPasswordReset } from "#lib/recovery/request-password-reset.ts";

type Asked = Readonly<{ email: string }>;

const forgotPasswordForm = z.object({ email: emailField });

/** Answers the same whether the account exists or not. */
export async function forgotPasswordAction(previous: FormState<Asked>, form: FormData): Promise<FormState<Asked>> {
  await requireOwnOrigin();
  const schema = authenticationMode().emailsLinks ? forgotPasswordForm : undefined;
  return submit(previous, form, { schema }, async ({ email }) => {
    await requestPasswordReset(email, await requestSource());
    return { email };
  });
}
