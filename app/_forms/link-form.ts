import { redirect } from "next/navigation";
import { z } from "zod";
import { InvalidLink, LINK_PAGES, type LinkPurpose } from "#lib/links/link.ts";
import { clearLinkToken, readLinkToken } from "#lib/links/link-cookie.ts";
import type { SubmittedLink } from "#lib/links/redeem-link.ts";

/** The field by which a form says for which link it was shown. */
export const linkIdField = { link: z.string().default("") };

/** The link that this browser holds, and the one that its form was shown for. */
export const readSubmittedLink = async (purpose: LinkPurpose, linkId: string): Promise<SubmittedLink> => ({
  token: await readLinkToken(purpose),
  linkId,
});

/** Does what a link is for; where it does not work any more, its page says which it is and what to do. */
export async function withLink<T>(purpose: LinkPurpose, work: () => Promise<T>): Promise<T> {
  const result = await work().catch((error: unknown) => {
    if (error instanceof InvalidLink) redirect(LINK_PAGES[purpose]);
    throw error;
  });
  await clearLinkToken(purpose);
  return result;
}
