import { cookies } from "next/headers";
import { NextResponse } from "next/server.js";
import { absoluteUrl } from "#lib/http/absolute-url.ts";
import { cookieName, cookieOptions } from "#lib/http/cookies.ts";
import { LINK_PAGES, type LinkPurpose } from "./link-purposes.ts";

const MAX_AGE_SECONDS = 3600;

const nameOf = (purpose: LinkPurpose) => cookieName(`link.${purpose}`);

/**
 * Takes a link's secret out of the address, where it would be kept and passed on, and into a cookie of this browser:
 * what follows is an address that anybody may see. Nothing changes on the server, for scanners follow links too.
 */
export function storeLinkToken(purpose: LinkPurpose, secret: string): NextResponse {
  const response = NextResponse.redirect(absoluteUrl(LINK_PAGES[purpose]), 303);
  response.cookies.set(nameOf(purpose), secret, { ...cookieOptions(), maxAge: MAX_AGE_SECONDS });
  return response;
}

/** The secret of the link that this browser has opened last. */
export const readLinkToken = async (purpose: LinkPurpose): Promise<string | undefined> =>
  (await cookies()).get(nameOf(purpose))?.value;

/** Makes the browser forget it. Only where cookies can be set: in an action or a route. */
export async function clearLinkToken(purpose: LinkPurpose): Promise<void> {
  (await cookies()).set(nameOf(purpose), "", { ...cookieOptions(), maxAge: 0 });
}
