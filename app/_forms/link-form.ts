import { redirect } from "next/navigation";
import { z } from "zod";
import { InvalidLink, LINK_PAGES, type LinkPurpose } from "#lib/links/link.ts";
import type { SubmittedLink } from "#lib/links/redeem-link.ts";
import { clearLinkToken, readLinkToken } from "./link-cookie.ts";

/** Identifies the link that a form was rendered for. */
export const linkIdField = { link: z.string().default("") };

/** The link token of this browser, and the link that the form was rendered for. */
export const readSubmittedLink = async (purpose: LinkPurpose, linkId: string): Promise<SubmittedLink> => ({
  token: await readLinkToken(purpose),
  linkId,
});

/** Uses a link. An invalid one redirects to the page that explains it. */
export async function withLink<T>(purpose: LinkPurpose, work: () => Promise<T>): Promise<T> {
  const result = await work().catch((error: unknown) => {
    if (error instanceof InvalidLink) redirect(LINK_PAGES[purpose]);
    throw error;
  });
  await clearLinkToken(purpose);
  return result;
}
