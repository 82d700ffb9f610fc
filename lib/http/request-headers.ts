import { cookieName, isSecure } from "./cookies.ts";

/** Set by `proxy.ts` on every request, over whatever a client sent under the same name. */
export const PATH_HEADER = "x-gatehouse-path";
export const FLASH_HEADER = "x-gatehouse-flash";

/**
 * The cookie in which a confirmation travels from an action to the page that shows it. Scripts may read it, because
 * the page that has shown it makes the browser forget it.
 */
export function flashCookie() {
  return {
    name: cookieName("flash"),
    options: { path: "/", sameSite: "lax", secure: isSecure(), maxAge: 60 },
  } as const;
}
