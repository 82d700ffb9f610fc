import { cookieName, isSecure } from "./cookies.ts";

/** Overwritten on every request, by our HTTP server or `proxy.ts`. */
export const PATH_HEADER = "x-gatehouse-path";
export const FLASH_HEADER = "x-gatehouse-flash";
/** Our HTTP server has set the headers above, so that `proxy.ts` need not run. */
export const SERVER_HEADER = "x-gatehouse-server";

/** Readable by scripts, because the next page deletes it. */
export function flashCookie() {
  return {
    name: cookieName("flash"),
    options: { path: "/", sameSite: "lax", secure: isSecure(), maxAge: 60 },
  } as const;
}
