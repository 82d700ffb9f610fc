import { redirect } from "next/navigation";
import { z } from "zod";
import { LinkClosed } from "#lib/links/invalid-link.ts";
import { forgetLink, heldSecret } from "#lib/links/link-cookie.ts";
import { LINK_PAGES, type LinkPurpose } from "#lib/links/link-purposes.ts";
import type { HeldLink } from "#lib/links/submitted-link.ts";

/** The field by which a form says for which link it was shown. */
export const shownLinkField = { link: z.string().default("") };

/** The link that this browser holds, and the one that its form was shown for. */
export const heldLink = async (purpose: LinkPurpose, shownId: string): Promise<HeldLink> => ({
  secret: await heldSecret(purpose),
  shownId,
});

/** Does what a link is for; where it does not work any more, its page says which it is and what to do. */
export async function throughLink<T>(purpose: LinkPurpose, work: () => Promise<T>): Promise<T> {
  const result = await work().catch((error: unknown) => {
    if (error instanceof LinkClosed) redirect(LINK_PAGES[purpose]);
    throw error;
  });
  await forgetLink(purpose);
  return result;
}
