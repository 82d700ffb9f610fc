import { randomBytes } from "node:crypto";
import { redirect } from "next/navigation";
import { writeEncryptedCookie } from "#lib/http/encrypted-cookie.ts";
import { paths } from "#lib/paths.ts";

/**
 * Redirects to the identity provider through a page of ours: `form-action 'self'` forbids a form to redirect elsewhere,
 * and Chromium applies that to every redirect that follows.
 */
export async function redirectToProvider(address: string): Promise<never> {
  const id = randomBytes(8).toString("hex");
  await writeEncryptedCookie("provider-redirect", { address }, id);
  redirect(`${paths.providerRedirect}?${new URLSearchParams({ to: id })}`);
}
