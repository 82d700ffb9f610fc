import { setTimeout as wait } from "node:timers/promises";
import NextAuth, { CredentialsSignin } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { config } from "#lib/config/index.ts";
import { RetryLater } from "#lib/errors.ts";
import { cookieName, isSecure } from "#lib/http/cookies.ts";
import { setResponseStatus } from "#lib/http/request-context.ts";
import { requestSource } from "#lib/http/request-source.ts";
import { log } from "#lib/logging/log.ts";
import { paths } from "#lib/paths.ts";
import {
  readSessionCookie,
  SESSION_TOKEN_SECONDS,
  sessionCookieName,
  sessionCookieOptions,
  sessionMaxAge,
} from "#lib/sessions/session-cookie.ts";
import { readKnownDevice, rememberDevice } from "./known-device.ts";
import { signIn as signInWithPassword } from "./sign-in.ts";

declare module "next-auth" {
  interface User {
    sessionToken?: string;
  }
}

/** next-auth answers with a redirect to whoever is to come back later, which says neither that nor when. */
function answerRetryLater(error: unknown): never {
  if (error instanceof RetryLater) {
    const { status, retryAfterSeconds } = error;
    setResponseStatus({ status, retryAfterSeconds, hasPage: true });
  }
  throw error;
}

/**
 * next-auth carries the protocol (routes, CSRF, the encrypted cookie); who a visitor is, and whether they still are,
 * is decided by the session's row in `session.ts`, never by the token.
 */
export const { handlers, signIn: startSession } = NextAuth(() => ({
  secret: [...config().authSecrets],
  trustHost: true,
  session: { strategy: "jwt", maxAge: SESSION_TOKEN_SECONDS },
  useSecureCookies: isSecure(),
  // Of a moment and an age, browsers go by the age (RFC 6265, 5.3); the moment is next-auth's, by this machine's clock.
  cookies: {
    sessionToken: { name: sessionCookieName(), options: { ...sessionCookieOptions(), maxAge: sessionMaxAge() } },
    csrfToken: { name: cookieName("csrf-token"), options: sessionCookieOptions() },
    callbackUrl: { name: cookieName("callback-url"), options: sessionCookieOptions() },
  },
  pages: {
    signIn: paths.login,
    signOut: paths.home,
    error: paths.login,
    verifyRequest: paths.login,
    newUser: paths.home,
  },
  providers: [
    Credentials({
      credentials: { email: {}, password: {} },
      async authorize({ email, password }) {
        const device = await readKnownDevice();
        const browser = { sessionToken: await readSessionCookie(), device };
        const outcome = await signInWithPassword({ email, password }, await requestSource(), browser).catch(
          answerRetryLater,
        );
        if (!outcome.signedIn) {
          await wait(outcome.pauseMs);
          return null;
        }
        await rememberDevice(device, outcome.accountId);
        return { sessionToken: outcome.sessionToken };
      },
    }),
  ],
  callbacks: {
    // Nothing but the secret of a sign-in ever enters the token; what a client posts to "update" is not looked at.
    jwt: ({ token, user }) => ({ sid: user?.sessionToken ?? token.sid }),
    redirect: ({ baseUrl }) => baseUrl,
    // What /api/auth/session shows to scripts: that there is a session, and nothing about it.
    session: ({ session }) => ({ expires: session.expires }),
  },
  logger: {
    error: (error) => {
      if (!(error instanceof CredentialsSignin)) log.error({ name: error.name }, "next-auth could not do its part");
    },
    warn: (code) => log.warn({ code }, "next-auth warns"),
    debug() {},
  },
}));
