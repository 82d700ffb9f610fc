import { UserError } from "#lib/errors.ts";
import { findLink, type Link } from "./find-link.ts";
import { InvalidLink } from "./invalid-link.ts";
import type { LinkPurpose } from "./link-purposes.ts";

/** What a browser holds of a link, and which one the form that it sends was shown for. */
export type SubmittedLink = Readonly<{ secret: string | undefined; linkId: string }>;

/**
 * The link that a form is to use. Whose it is follows from its secret alone; what the form says is compared only, so
 * that a link opened in another tab does not act on the account of this one.
 * @throws InvalidLink when it does not work (any more)
 * @throws UserError when the browser has opened another link since the form was shown
 */
export async function findSubmittedLink(
  { secret, linkId }: SubmittedLink,
  purpose: LinkPurpose,
): Promise<Link & { secret: string }> {
  const link = await findLink(secret, purpose);
  if (!secret || link?.state !== "valid") throw new InvalidLink();
  if (link.id !== linkId) throw new UserError("Another link was opened in this browser meanwhile. Open yours again.");
  return { ...link, secret };
}
