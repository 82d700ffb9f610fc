import { randomBytes } from "node:crypto";
import { redirect } from "next/navigation";
import { writeEncryptedCookie } from "#lib/http/encrypted-cookie.ts";
import { paths } from "#lib/paths.ts";

/**
 * Leads to an address at the identity provider, by way of a page of ours: a form may not lead anywhere else
 * (`form-action 'self'`), and Chromium holds that against every redirect that follows the form, so that a provider that
 * sends people on to another one would be cut off.
 */
export async function redirectToProvider(address: string): Promise<never> {
  const id = randomBytes(8).toString("hex");
  await writeEncryptedCookie("provider-redirect", { address }, id);
  redirect(`${paths.providerRedirect}?${new URLSearchParams({ to: id })}`);
}
