"use server";

import { redirect } from "next/navigation";
import { requestSource } from "#lib/http/request-source.ts";
import { paths } from "#lib/paths.ts";
import { choosePassword } from "#lib/signin/choose-password.ts";
import { chosenPasswordInput, MANAGER_FIELDS } from "#lib/signin/chosen-password-input.ts";
import { currentVisitor } from "#lib/signin/session.ts";
import { writeSessionCookie } from "#lib/signin/session-cookie.ts";
import type { FormState } from "../form-state.ts";
import { requireOwnOrigin } from "../guards.tsx";
import { giveNotice } from "../notices.ts";
import { submit } from "../submit.ts";
import { wayOn } from "../way-on.ts";

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
