import { config } from "#lib/config/index.ts";

/** Whether people reach the product over https, so that cookies are for https alone. */
export const isSecure = (): boolean => config().appUrl.protocol === "https:";

/**
 * The name of a cookie. All begin with `gatehouse.`, by which proxies keep them from the products behind.
 * `__Host-`: sent over https only, to this host only, and never set by a sibling domain (RFC 6265bis, 4.1.3.2).
 */
export const cookieName = (name: string): string => `${isSecure() ? "__Host-" : ""}gatehouse.${name}`;

/** Of every cookie that scripts have no business with. */
export const cookieOptions = () => ({ httpOnly: true, sameSite: "lax", path: "/", secure: isSecure() }) as const;

/** No browser keeps a cookie for longer (RFC 6265bis, 5.5). */
export const LONGEST_COOKIE_SECONDS = 400 * 24 * 3600;
