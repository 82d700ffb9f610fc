import { cookies } from "next/headers";
import { NextResponse } from "next/server.js";
import { absoluteUrl } from "#lib/http/absolute-url.ts";
import { cookieName, cookieOptions } from "#lib/http/cookies.ts";
import { LINK_PAGES, type LinkPurpose } from "#lib/links/link.ts";

const MAX_AGE_SECONDS = 3600;

const nameOf = (purpose: LinkPurpose) => cookieName(`link.${purpose}`);

/** Removes the token from the URL, which browsers store and pass on. Changes nothing else: scanners follow links. */
export function storeLinkToken(purpose: LinkPurpose, token: string): NextResponse {
  const response = NextResponse.redirect(absoluteUrl(LINK_PAGES[purpose]), 303);
  response.cookies.set(nameOf(purpose), token, { ...cookieOptions(), maxAge: MAX_AGE_SECONDS });
  return response;
}

/** Of the link that this browser opened last. */
export const readLinkToken = async (purpose: LinkPurpose): Promise<string | undefined> =>
  (await cookies()).get(nameOf(purpose))?.value;

export async function clearLinkToken(purpose: LinkPurpose): Promise<void> {
  (await cookies()).set(nameOf(purpose), "", { ...cookieOptions(), maxAge: 0 });
}
