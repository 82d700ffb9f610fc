import { eq, sql } from "drizzle-orm";
import { cache } from "react";
import { read } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { credentials } from "#db/schema/credentials.ts";
import { sessions } from "#db/schema/sessions.ts";
import { settings } from "#db/schema/settings.ts";
import type { Actor } from "#lib/access/actor.ts";
import { parseDomainName } from "#lib/access/domains.ts";
import { config } from "#lib/config/index.ts";
import { hashToken } from "#lib/crypto/token.ts";
import { restrictionNames } from "#lib/domains/restrictions.ts";
import { requestSource } from "#lib/http/request-source.ts";
import { isActive } from "./active-session.ts";
import { readSessionCookie } from "./session-cookie.ts";

/** Whoever holds a live session. With `passwordChangeRequired`, they may do that and nothing else, and are no actor. */
export type RequestSession =
  | Readonly<{ passwordChangeRequired: false; actor: Actor }>
  | Readonly<{ passwordChangeRequired: true; user: Actor }>;

/** How stale "last use" may get: it is written at most this often. */
const LAST_SEEN_GRANULARITY_SECONDS = 60;

/**
 * The visitor of the request being served, read from the session's row once per request: the cookie only names it,
 * so that rights and endings act on the very next request (OWASP ASVS 8.3.2, 7.4.2).
 * @throws DatabaseUnavailable rather than taking a session for ended
 */
export const currentSession = cache(async (): Promise<RequestSession | undefined> => {
  const secret = await readSessionCookie();
  if (!secret) return undefined;
  const found = await findSession(secret);
  if (!found) return undefined;
  if (found.stale) await recordActivity(found.sessionId);
  const { address } = await requestSource();
  const { passwordChangeRequired, stale: _, restrictions, ...account } = found;
  const actor: Actor = {
    ...account,
    restrictions: restrictions.flatMap((name) => parseDomainName(name) ?? []),
    address,
  };
  return passwordChangeRequired ? { passwordChangeRequired, user: actor } : { passwordChangeRequired, actor };
});

/** Whether the request's cookie names a live session. Being asked is not being used: it does not keep one alive. */
export async function hasActiveSession(): Promise<boolean> {
  const secret = await readSessionCookie();
  return secret !== undefined && (await findSession(secret)) !== undefined;
}

async function findSession(secret: string) {
  const granularity = Math.min(LAST_SEEN_GRANULARITY_SECONDS, config().sessionIdleMinutes * 15);
  const [found] = await read((db) =>
    db
      .select({
        id: accounts.id,
        sessionId: sessions.id,
        email: accounts.email,
        firstName: accounts.firstName,
        lastName: accounts.lastName,
        roles: accounts.roles,
        restrictions: sql<string[]>`CASE WHEN (SELECT ${settings.segregation} FROM ${settings})
          THEN ${restrictionNames} ELSE '{}' END`,
        passwordChangeRequired: sql<boolean>`${credentials.singleUseExpiresAt} IS NOT NULL AND ${sessions.issuer} IS NULL`,
        stale: sql<boolean>`${sessions.lastSeenAt} < now() - make_interval(secs => ${granularity})`,
      })
      .from(sessions)
      .innerJoin(accounts, eq(accounts.id, sessions.accountId))
      .innerJoin(credentials, eq(credentials.accountId, sessions.accountId))
      .where(sql`${sessions.tokenHash} = ${hashToken(secret)} AND ${isActive()}`),
  );
  return found;
}

const recordActivity = (sessionId: string) =>
  read((db) => db.update(sessions).set({ lastSeenAt: sql`now()` }).where(eq(sessions.id, sessionId)));
