import { config } from "#lib/config/index.ts";

export const isSecure = (): boolean => config().appUrl.protocol === "https:";

/** `gatehouse.` lets proxies strip our cookies from requests to products. `__Host-`: RFC 6265bis, 4.1.3.2. */
export const cookieName = (name: string): string => `${isSecure() ? "__Host-" : ""}gatehouse.${name}`;

export const cookieOptions = () => ({ httpOnly: true, sameSite: "lax", path: "/", secure: isSecure() }) as const;

/** From a `Cookie` header, as `cookies()` of Next.js would read it: of several with one name, the last that can be decoded. */
export function readCookie(header: string, name: string): string | undefined {
  const prefix = `${name}=`;
  let found: string | undefined;
  for (const pair of header.split(/; */)) {
    if (!pair.startsWith(prefix)) continue;
    try {
      found = decodeURIComponent(pair.slice(prefix.length));
    } catch {}
  }
  return found;
}

/** No browser keeps a cookie for longer (RFC 6265bis, 5.5). */
export const LONGEST_COOKIE_SECONDS = 400 * 24 * 3600;
