"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { emailChangeInput, type ProfileInput, profileInput } from "#lib/accounts/account-input.ts";
import { askEmailChange } from "#lib/accounts/ask-email-change.ts";
import { editOwnProfile } from "#lib/accounts/edit-own-profile.ts";
import { config } from "#lib/config.ts";
import { requestSource } from "#lib/http/request-source.ts";
import { hasMailedLinks } from "#lib/mail/mode.ts";
import { paths } from "#lib/paths.ts";
import { NotFound } from "#lib/refusal.ts";
import { changePassword } from "#lib/signin/change-password.ts";
import { MANAGER_FIELDS, passwordChangeInput } from "#lib/signin/chosen-password-input.ts";
import { endOtherSessions, endOwnSession } from "#lib/signin/own-sessions.ts";
import { writeSessionCookie } from "#lib/signin/session-cookie.ts";
import { type EditConflict, saveOrConflict, seenField, withMerged } from "../edit-conflict.ts";
import type { FormState } from "../form-state.ts";
import { requireActingActor } from "../guards.tsx";
import { giveNotice } from "../notices.ts";
import { sentText } from "../sent-form.ts";
import { submit } from "../submit.ts";

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
