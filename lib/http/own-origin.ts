import { paths } from "#lib/paths.ts";

/**
 * Whether a state-changing request was sent by one of our own pages (OWASP ASVS 3.5.1). A missing `Origin` is a no:
 * every browser sends it with a POST, and Next.js alone would let it pass.
 */
export function isOwnOrigin(headers: Pick<Headers, "get">, appUrl: URL): boolean {
  const site = headers.get("sec-fetch-site");
  return headers.get("origin") === appUrl.origin && (site === null || site === "same-origin");
}

/**
 * Whether a request that changes something may go on to a path: those of our own pages may. One path is for the identity
 * provider's server, which is no page's: what is said there counts by its signature.
 */
export const mayBePosted = (path: string | undefined, headers: Pick<Headers, "get">, appUrl: URL): boolean =>
  path === paths.backchannelLogout || isOwnOrigin(headers, appUrl);
