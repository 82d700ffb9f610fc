import { config } from "#lib/config/index.ts";

export const isSecure = (): boolean => config().appUrl.protocol === "https:";

/**
 * Prefixed with `gatehouse.`, so that proxies can strip our cookies from requests to products, and with `__Host-`: sent over
 * https and to this host only, and not settable by a sibling domain (RFC 6265bis, 4.1.3.2).
 */
export const cookieName = (name: string): string => `${isSecure() ? "__Host-" : ""}gatehouse.${name}`;

/** Of every cookie that scripts have no business with. */
export const cookieOptions = () => ({ httpOnly: true, sameSite: "lax", path: "/", secure: isSecure() }) as const;

/** No browser keeps a cookie for longer (RFC 6265bis, 5.5). */
export const LONGEST_COOKIE_SECONDS = 400 * 24 * 3600;
