import { cookies } from "next/headers";
import type { JWT } from "next-auth/jwt";
import { cookieName } from "#lib/http/is-secure.ts";
import { ATTEMPT_SECONDS } from "./federation/attempt.ts";
import { seal, unseal } from "./sealed.ts";
import { LONGEST_COOKIE_SECONDS, sessionCookieOptions } from "./session-cookie.ts";

/** What a browser carries for us from one request to the next, and can neither read nor write. */
const MAX_AGE_SECONDS = {
  /** The sign-in at the identity provider that it has begun. */
  attempt: ATTEMPT_SECONDS,
  /** Where it is about to leave for. */
  departure: 60,
  /** What a rehearsal came to. */
  rehearsal: 10 * 60,
  /** That accounts have signed in on it: as long as browsers keep a cookie. */
  device: LONGEST_COOKIE_SECONDS,
} as const;

export type SealedCookie = keyof typeof MAX_AGE_SECONDS;

/** Only where cookies can be set: in an action or a route. */
export async function writeSealedCookie(cookie: SealedCookie, content: JWT): Promise<void> {
  const maxAge = MAX_AGE_SECONDS[cookie];
  (await cookies()).set(cookieName(cookie), await seal(cookieName(cookie), content, maxAge), {
    ...sessionCookieOptions(),
    maxAge,
  });
}

/** What the request's cookie carries; `undefined` for none, for garbage and for what is over. */
export async function readSealedCookie(cookie: SealedCookie): Promise<JWT | undefined> {
  const sealed = (await cookies()).get(cookieName(cookie))?.value;
  return sealed ? unseal(cookieName(cookie), sealed) : undefined;
}

/** Makes the browser forget it. */
export async function clearSealedCookie(cookie: SealedCookie): Promise<void> {
  (await cookies()).set(cookieName(cookie), "", { ...sessionCookieOptions(), maxAge: 0 });
}
