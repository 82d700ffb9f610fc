"use server";

import { z } from "zod";
import { emailField } from "#lib/accounts/email-address.ts";
import { requestSource } from "#lib/http/request-source.ts";
import { hasMailedLinks } from "#lib/mail/mode.ts";
import { askWayIn } from "#lib/signin/ask-way-in.ts";
import type { FormState } from "../form-state.ts";
import { requireOwnOrigin } from "../guards.tsx";
import { submit } from "../submit.ts";

type Asked = Readonly<{ email: string }>;

const forgotPasswordForm = z.object({ email: emailField });

/** Stays on its page, which says the same whether there is such an account or not. */
export async function forgotPasswordAction(previous: FormState<Asked>, form: FormData): Promise<FormState<Asked>> {
  await requireOwnOrigin();
  const schema = hasMailedLinks() ? forgotPasswordForm : undefined;
  return submit(previous, form, { schema }, async ({ email }) => {
    await askWayIn(email, await requestSource());
    return { email };
  });
}
