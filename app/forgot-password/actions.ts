"use server";

import { z } from "zod";
import { requireOwnOrigin } from "#app/_auth/page-guards.tsx";
import type { FormState } from "#app/_forms/form-state.ts";
import { submit } from "#app/_forms/submit.ts";
import { requestSource } from "#lib/http/request-source.ts";
import { hasEmailedLinks } from "#lib/mail/mode.ts";
import { emailField } from "#lib/profile/email-address.ts";
import { requestPasswordReset } from "#lib/recovery/request-password-reset.ts";

type Asked = Readonly<{ email: string }>;

const forgotPasswordForm = z.object({ email: emailField });

/** Answers the same whether the account exists or not. */
export async function forgotPasswordAction(previous: FormState<Asked>, form: FormData): Promise<FormState<Asked>> {
  await requireOwnOrigin();
  const schema = hasEmailedLinks() ? forgotPasswordForm : undefined;
  return submit(previous, form, { schema }, async ({ email }) => {
    await requestPasswordReset(email, await requestSource());
    return { email };
  });
}
