"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { requireActingActor } from "#app/_auth/page-guards.tsx";
import { type EditConflict, saveOrConflict, seenField, withMerged } from "#app/_forms/edit-conflict.ts";
import { giveNotice } from "#app/_forms/flash.ts";
import { sentText } from "#app/_forms/form-data.ts";
import type { FormState } from "#app/_forms/form-state.ts";
import { submit } from "#app/_forms/submit.ts";
import { emailChangeInput, type ProfileInput, profileInput } from "#lib/accounts/core/account-input.ts";
import { editOwnProfile } from "#lib/accounts/update-own-profile.ts";
import { config } from "#lib/config/index.ts";
import { NotFound } from "#lib/errors.ts";
import { requestSource } from "#lib/http/request-source.ts";
import { hasMailedLinks } from "#lib/mail/mode.ts";
import { changePassword } from "#lib/passwords/change-password.ts";
import { MANAGER_FIELDS, passwordChangeInput } from "#lib/passwords/new-password-input.ts";
import { paths } from "#lib/paths.ts";
import { askEmailChange } from "#lib/recovery/request-email-change.ts";
import { endOtherSessions, endOwnSession } from "#lib/sessions/own-sessions.ts";
import { writeSessionCookie } from "#lib/sessions/session-cookie.ts";

const seenProfile = z.object({ firstName: z.string(), lastName: z.string(), phone: z.string().nullable() });

const profileForm = profileInput.extend({ seen: seenField(seenProfile) });

type ProfileState = FormState<EditConflict<ProfileInput>>;

export async function saveProfileAction(previous: ProfileState, form: FormData): Promise<ProfileState> {
  const actor = await requireActingActor();
  const schema = config().federation ? undefined : profileForm;
  const state = await submit(previous, form, { schema }, async ({ seen, ...profile }) => {
    const conflict = await saveOrConflict<ProfileInput>(seen, profile, () => editOwnProfile(actor, profile, seen));
    if (conflict) return conflict;
    await giveNotice("profile-saved");
    redirect(paths.account);
  });
  return withMerged(state);
}

export async function changePasswordAction(previous: FormState, form: FormData): Promise<FormState> {
  const actor = await requireActingActor();
  const schema = config().federation ? undefined : passwordChangeInput;
  return submit(previous, form, { schema, unparsed: MANAGER_FIELDS }, async (input) => {
    const passwords = { current: input.currentPassword, chosen: input.password };
    await writeSessionCookie(await changePassword(actor, passwords, await requestSource()));
    await giveNotice("password-changed");
    redirect(paths.account);
  });
}

export async function askEmailChangeAction(previous: FormState, form: FormData): Promise<FormState> {
  const actor = await requireActingActor();
  const schema = hasMailedLinks() ? emailChangeInput : undefined;
  return submit(previous, form, { schema }, async (input) => {
    await askEmailChange(actor, input.email, input.currentPassword);
    await giveNotice("email-change-asked", input.email);
    redirect(paths.account);
  });
}

export async function endSessionAction(form: FormData): Promise<void> {
  const actor = await requireActingActor();
  await endOwnSession(actor, sentText(form, "session")).then(() => giveNotice("own-session-ended"), endedAlready);
  redirect(paths.account);
}

export async function endOtherSessionsAction(): Promise<void> {
  const actor = await requireActingActor();
  await endOtherSessions(actor);
  await giveNotice("other-sessions-ended");
  redirect(paths.account);
}

/** Ended from elsewhere in the meantime: the page that follows shows that it is gone. */
function endedAlready(error: unknown): void {
  if (!(error instanceof NotFound)) throw error;
}
