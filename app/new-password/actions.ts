"use server";

import { redirect } from "next/navigation";
import { requireOwnOrigin } from "#app/_auth/action-guards.ts";
import { returnTo } from "#app/_auth/return-to.ts";
import { setFlash } from "#app/_forms/flash.ts";
import type { FormState } from "#app/_forms/form-state.ts";
import { submit } from "#app/_forms/submit.ts";
import { requestSource } from "#lib/http/request-source.ts";
import { newPasswordInput, PASSWORD_MANAGER_FIELDS } from "#lib/passwords/new-password-input.ts";
import { paths } from "#lib/paths.ts";
import { replaceSingleUsePassword } from "#lib/recovery/replace-single-use-password.ts";
import { currentSession } from "#lib/sessions/current-session.ts";
import { writeSessionCookie } from "#lib/sessions/session-cookie.ts";

export async function replaceSingleUsePasswordAction(previous: FormState, form: FormData): Promise<FormState> {
  await requireOwnOrigin();
  const session = await currentSession();
  if (!session?.passwordChangeRequired) redirect(paths.home);
  const unparsed = ["next", ...PASSWORD_MANAGER_FIELDS];
  return submit(previous, form, { schema: newPasswordInput, unparsed }, async ({ password }) => {
    await writeSessionCookie(await replaceSingleUsePassword(session.user, password, await requestSource()));
    await setFlash("single-use-password-replaced");
    redirect(returnTo(form));
  });
}
