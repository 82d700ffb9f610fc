"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { requestSource } from "#lib/http/request-source.ts";
import { findLink } from "#lib/links/find-link.ts";
import { heldSecret } from "#lib/links/link-cookie.ts";
import { paths } from "#lib/paths.ts";
import { askFreshLink } from "#lib/signin/ask-way-in.ts";
import { requireOwnOrigin } from "./guards.tsx";
import { giveNotice } from "./notices.ts";
import { sentText } from "./sent-form.ts";

const purposes = z.enum(["activation", "password-reset"]);

/** Asks for a link in the place of one that does not work any more. The answer is the same whoever asks. */
export async function askFreshLinkAction(form: FormData): Promise<void> {
  await requireOwnOrigin();
  const purpose = purposes.safeParse(sentText(form, "purpose"));
  const link = purpose.success && (await findLink(await heldSecret(purpose.data), purpose.data));
  if (link) await askFreshLink(link, await requestSource());
  await giveNotice("fresh-link-asked");
  redirect(paths.login);
}
