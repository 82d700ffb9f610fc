import { config } from "#lib/config/index.ts";

export const isSecure = (): boolean => config().appUrl.protocol === "https:";

/**
 * Prefixed with `gatehouse.`, so that proxies can strip our cookies from requests to products, and with `__Host-`: sent over
 * https and to this host only, and not settable by a sibling domain (RFC 6265bis, 4.1.3.2).
 */
export const cookieName = (name: string): string => `${isSecure() ? "__Host-" : ""}gatehouse.${name}`;
