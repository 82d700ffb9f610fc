import { Refusal } from "#lib/errors.ts";
import { findLink, type Link } from "./find-link.ts";
import { LinkClosed } from "./invalid-link.ts";
import type { LinkPurpose } from "./link-purposes.ts";

/** What a browser holds of a link, and which one the form that it sends was shown for. */
export type HeldLink = Readonly<{ secret: string | undefined; shownId: string }>;

/**
 * The link that a form is to use. Whose it is follows from its secret alone; what the form says is compared only, so
 * that a link opened in another tab does not act on the account of this one.
 * @throws LinkClosed when it does not work (any more)
 * @throws Refusal when the browser has opened another link since the form was shown
 */
export async function findShownLink(
  { secret, shownId }: HeldLink,
  purpose: LinkPurpose,
): Promise<Link & { secret: string }> {
  const link = await findLink(secret, purpose);
  if (!secret || link?.state !== "open") throw new LinkClosed();
  if (link.id !== shownId) throw new Refusal("Another link was opened in this browser meanwhile. Open yours again.");
  return { ...link, secret };
}
