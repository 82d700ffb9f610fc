import { config } from "#lib/config/index.ts";

export const isSecure = (): boolean => config().appUrl.protocol === "https:";

/** `gatehouse.` lets proxies strip our cookies from requests to products. `__Host-`: RFC 6265bis, 4.1.3.2. */
export const cookieName = (name: string): string => `${isSecure() ? "__Host-" : ""}gatehouse.${name}`;

export const cookieOptions = () => ({ httpOnly: true, sameSite: "lax", path: "/", secure: isSecure() }) as const;

/** No browser keeps a cookie for longer (RFC 6265bis, 5.5). */
export const LONGEST_COOKIE_SECONDS = 400 * 24 * 3600;
