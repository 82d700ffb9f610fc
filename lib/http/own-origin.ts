/**
 * Whether a state-changing request was sent by one of our own pages (OWASP ASVS 3.5.1). A missing `Origin` is a no:
 * every browser sends it with a POST, and Next.js alone would let it pass.
 */
export function isOwnOrigin(headers: Pick<Headers, "get">, appUrl: URL): boolean {
  const site = headers.get("sec-fetch-site");
  return headers.get("origin") === appUrl.origin && (site === null || site === "same-origin");
}
