"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { requireActingActor } from "#app/_auth/action-guards.ts";
import { type EditConflict, saveOrConflict, seenField, withMerged } from "#app/_forms/edit-conflict.ts";
import { setFlash } from "#app/_forms/flash.ts";
import { formText } from "#app/_forms/form-data.ts";
import type { FormState } from "#app/_forms/form-state.ts";
import { submit } from "#app/_forms/submit.ts";
import { emailChangeInput, type ProfileInput, profileInput } from "#lib/accounts/core/account-input.ts";
import { updateOwnProfile } from "#lib/accounts/update-own-profile.ts";
import { authenticationMode } from "#lib/config/authentication-mode.ts";
import { NotFound } from "#lib/errors.ts";
import { requestSource } from "#lib/http/request-source.ts";
import { changePassword } from "#lib/passwords/change-password.ts";
import { PASSWORD_MANAGER_FIELDS, passwordChangeInput } from "#lib/passwords/new-password-input.ts";
import { paths } from "#lib/paths.ts";
import { requestEmailChange } from "#lib/recovery/request-email-change.ts";
import { revokeOtherSessions, revokeOwnSession } from "#lib/sessions/own-sessions.ts";
import { writeSessionCookie } from "#lib/sessions/session-cookie.ts";

const seenProfile = z.object({ firstName: z.string(), lastName: z.string(), phone: z.string().nullable() });

const profileForm = profileInput.extend({ seen: seenField(seenProfile) });

type ProfileState = FormState<EditConflict<ProfileInput>>;

export async function saveProfileAction(previous: ProfileState, form: FormData): Promise<ProfileState> {
  const actor = await requireActingActor();
  const schema = authenticationMode().hasLocalPasswords ? profileForm : undefined;
  const state = await submit(previous, form, { schema }, async ({ seen, ...profile }) => {
    const conflict = await saveOrConflict<ProfileInput>(seen, profile, () => updateOwnProfile(actor, profile, seen));
    if (conflict) return conflict;
    await setFlash("profile-updated");
    redirect(paths.account);
  });
  return withMerged(state);
}

export async function changePasswordAction(previous: FormState, form: FormData): Promise<FormState> {
  const actor = await requireActingActor();
  const schema = authenticationMode().hasLocalPasswords ? passwordChangeInput : undefined;
  return submit(previous, form, { schema, unparsed: PASSWORD_MANAGER_FIELDS }, async (input) => {
    const passwords = { current: input.currentPassword, chosen: input.password };
    await writeSessionCookie(await changePassword(actor, passwords, await requestSource()));
    await setFlash("password-changed");
    redirect(paths.account);
  });
}

export async function requestEmailChangeAction(previous: FormState, form: FormData): Promise<FormState> {
  const actor = await requireActingActor();
  const schema = authenticationMode().emailsLinks ? emailChangeInput : undefined;
  return submit(previous, form, { schema }, async (input) => {
    await requestEmailChange(actor, input.email, input.currentPassword);
    await setFlash("email-change-requested", input.email);
    redirect(paths.account);
  });
}

export async function revokeOwnSessionAction(form: FormData): Promise<void> {
  const actor = await requireActingActor();
  await revokeOwnSession(actor, formText(form, "session")).then(() => setFlash("session-revoked"), ignoreEnded);
  redirect(paths.account);
}

export async function revokeOtherSessionsAction(): Promise<void> {
  const actor = await requireActingActor();
  await revokeOtherSessions(actor);
  await setFlash("other-sessions-revoked");
  redirect(paths.account);
}

/** The next page shows that it is gone. */
function ignoreEnded(error: unknown): void {
  if (!(error instanceof NotFound)) throw error;
}
