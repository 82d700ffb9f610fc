"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { setFlash } from "#app/_forms/flash.ts";
import { formText } from "#app/_forms/form-data.ts";
import { readLinkToken } from "#app/_forms/link-cookie.ts";
import { requestSource } from "#lib/http/request-source.ts";
import { findLink } from "#lib/links/link.ts";
import { paths } from "#lib/paths.ts";
import { requestNewLink } from "#lib/recovery/request-password-reset.ts";
import { requireOwnOrigin } from "./action-guards.ts";

const purposes = z.enum(["activation", "password-reset"]);

/** Requests a new link for an invalid one. The answer is always the same. */
export async function requestNewLinkAction(form: FormData): Promise<void> {
  await requireOwnOrigin();
  const purpose = purposes.safeParse(formText(form, "purpose"));
  const link = purpose.success && (await findLink(await readLinkToken(purpose.data), purpose.data));
  if (link) await requestNewLink(link, await requestSource());
  await setFlash("new-link-requested");
  redirect(paths.login);
}
