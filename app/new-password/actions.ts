"use server";

import { redirect } from "next/navigation";
import { requireOwnOrigin } from "#app/_auth/page-guards.tsx";
import { wayOn } from "#app/_auth/return-to.ts";
import { giveNotice } from "#app/_forms/flash.ts";
import type { FormState } from "#app/_forms/form-state.ts";
import { submit } from "#app/_forms/submit.ts";
import { requestSource } from "#lib/http/request-source.ts";
import { chosenPasswordInput, MANAGER_FIELDS } from "#lib/passwords/new-password-input.ts";
import { paths } from "#lib/paths.ts";
import { choosePassword } from "#lib/recovery/replace-single-use-password.ts";
import { currentVisitor } from "#lib/sessions/current-session.ts";
import { writeSessionCookie } from "#lib/sessions/session-cookie.ts";

export async function choosePasswordAction(previous: FormState, form: FormData): Promise<FormState> {
  await requireOwnOrigin();
  const visitor = await currentVisitor();
  if (!visitor?.mustChoosePassword) redirect(paths.home);
  const unparsed = ["next", ...MANAGER_FIELDS];
  return submit(previous, form, { schema: chosenPasswordInput, unparsed }, async ({ password }) => {
    await writeSessionCookie(await choosePassword(visitor.holder, password, await requestSource()));
    await giveNotice("password-chosen");
    redirect(wayOn(form));
  });
}
