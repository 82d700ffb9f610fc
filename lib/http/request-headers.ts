import { cookieName, isSecure } from "./cookies.ts";

/** `proxy.ts` overwrites these on every request. */
export const PATH_HEADER = "x-gatehouse-path";
export const FLASH_HEADER = "x-gatehouse-flash";

/** Readable by scripts, because the next page deletes it. */
export function flashCookie() {
  return {
    name: cookieName("flash"),
    options: { path: "/", sameSite: "lax", secure: isSecure(), maxAge: 60 },
  } as const;
}
