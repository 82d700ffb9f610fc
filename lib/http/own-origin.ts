import { paths } from "#lib/paths.ts";

/** OWASP ASVS 3.5.1. Every browser sends `Origin` with a POST, so it is required, unlike in Next.js. */
export function isOwnOrigin(headers: Pick<Headers, "get">, appUrl: URL): boolean {
  const site = headers.get("sec-fetch-site");
  return headers.get("origin") === appUrl.origin && (site === null || site === "same-origin");
}

/** Back-channel logout comes from the identity provider's server, and is verified by its signature instead. */
export const isPostAllowed = (path: string | undefined, headers: Pick<Headers, "get">, appUrl: URL): boolean =>
  path === paths.backchannelLogout || isOwnOrigin(headers, appUrl);
