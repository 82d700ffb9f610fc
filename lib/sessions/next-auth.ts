import NextAuth, { AuthError, CredentialsSignin } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { config } from "#lib/config/index.ts";
import { cookieName, cookieOptions, isSecure } from "#lib/http/cookies.ts";
import { log } from "#lib/logging/log.ts";
import { paths } from "#lib/paths.ts";
import { sessionCookieOptions } from "./session-cookie.ts";
import { decodeSessionToken, encodeSessionToken, SESSION_JWT_SECONDS, sessionCookieName } from "./session-jwt.ts";

declare module "next-auth" {
  interface User {
    sessionToken?: string;
  }
}

export type PasswordCredentials = Readonly<{ email: unknown; password: unknown }>;

/** @returns the new session's token; `undefined` when the credentials are refused */
export type Authorize = (credentials: PasswordCredentials) => Promise<string | undefined>;

/** next-auth carries only the protocol. The session's row decides who is signed in, never the cookie's content. */
export function configureNextAuth(authorize: Authorize) {
  const { handlers, signIn } = NextAuth(() => ({
    secret: [...config().authSecrets],
    trustHost: true,
    session: { strategy: "jwt", maxAge: SESSION_JWT_SECONDS },
    // Its own would derive the key again for every request, on the thread pool, which hashes passwords.
    jwt: {
      encode: ({ token }) => encodeSessionToken(String(token?.sid)),
      decode: ({ token }) => {
        const sid = token && decodeSessionToken(token);
        return sid ? { sid } : null;
      },
    },
    useSecureCookies: isSecure(),
    // Browsers prefer Max-Age (RFC 6265, 5.3) to Expires, which next-auth sets by this machine's clock.
    cookies: {
      sessionToken: { name: sessionCookieName(), options: sessionCookieOptions() },
      csrfToken: { name: cookieName("csrf-token"), options: cookieOptions() },
      callbackUrl: { name: cookieName("callback-url"), options: cookieOptions() },
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
          const sessionToken = await authorize({ email, password });
          return sessionToken === undefined ? null : { sessionToken };
        },
      }),
    ],
    callbacks: {
      // Only a sign-in's token ever enters the cookie; what a client posts to "update" is ignored.
      jwt: ({ token, user }) => ({ sid: user?.sessionToken ?? token.sid }),
      redirect: ({ baseUrl }) => baseUrl,
      // What /api/auth/session shows to scripts: that there is a session, and nothing about it.
      session: ({ session }) => ({ expires: session.expires }),
    },
    logger: {
      error: (error) => {
        if (!(error instanceof CredentialsSignin)) log.error({ name: error.name }, "next-auth failed");
      },
      warn: (code) => log.warn({ code }, "next-auth warns"),
      debug() {},
    },
  }));

  /** @returns whether the credentials were accepted. @throws whatever `authorize` throws, out of next-auth's wrapper */
  async function startSession(credentials: PasswordCredentials): Promise<boolean> {
    try {
      await signIn("credentials", { ...credentials, redirect: false });
      return true;
    } catch (error) {
      if (error instanceof CredentialsSignin) return false;
      throw error instanceof AuthError ? (error.cause?.err ?? error) : error;
    }
  }

  return { handlers, startSession };
}
