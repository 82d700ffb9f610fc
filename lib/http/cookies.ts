import { config } from "#lib/config/index.ts";

/** Whether people reach the product over https, so that cookies are for https alone. */
export const isSecure = (): boolean => config().appUrl.protocol === "https:";

/**
 * The name of a cookie: every one of ours begins with `gatehouse.`, by which proxies take them off what a product gets.
 * `__Host-`: sent over https only, to this host only, and never planted by a sibling (RFC 6265bis, 4.1.3.2).
 */
export const cookieName = (name: string): string => `${isSecure() ? "__Host-" : ""}gatehouse.${name}`;
