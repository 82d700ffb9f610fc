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

/** With `passwordChangeRequired` the user may only replace their single-use password, and is no actor. */
export type RequestSession =
  | Readonly<{ passwordChangeRequired: false; actor: Actor }>
  | Readonly<{ passwordChangeRequired: true; user: Actor }>;

const ACTIVITY_INTERVAL_SECONDS = 60;

/**
 * Read once per request, so that revocations and changed roles apply to the next one (OWASP ASVS 8.3.2, 7.4.2).
 * @throws DatabaseUnavailable rather than signing anyone out
 */
export const currentSession = cache(async (): Promise<RequestSession | undefined> => {
  const sessionToken = await readSessionCookie();
  if (!sessionToken) return undefined;
  const session = await findSession(sessionToken);
  if (!session) return undefined;
  if (session.isStale) await recordActivity(session.sessionId);
  const { address } = await requestSource();
  const { passwordChangeRequired, isStale: _, restrictions, ...account } = session;
  const actor: Actor = {
    ...account,
    restrictions: restrictions.flatMap((name) => parseDomainName(name) ?? []),
    address,
  };
  return passwordChangeRequired ? { passwordChangeRequired, user: actor } : { passwordChangeRequired, actor };
});

/** Does not count as activity, so that polling keeps no session alive. */
export async function hasActiveSession(): Promise<boolean> {
  const sessionToken = await readSessionCookie();
  return sessionToken !== undefined && (await findSession(sessionToken)) !== undefined;
}

async function findSession(sessionToken: string) {
  const intervalSeconds = Math.min(ACTIVITY_INTERVAL_SECONDS, config().sessionIdleMinutes * 15);
  const [session] = await read((db) =>
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
        isStale: sql<boolean>`${sessions.lastSeenAt} < now() - make_interval(secs => ${intervalSeconds})`,
      })
      .from(sessions)
      .innerJoin(accounts, eq(accounts.id, sessions.accountId))
      .innerJoin(credentials, eq(credentials.accountId, sessions.accountId))
      .where(sql`${sessions.tokenHash} = ${hashToken(sessionToken)} AND ${isActive()}`),
  );
  return session;
}

const recordActivity = (sessionId: string) =>
  read((db) => db.update(sessions).set({ lastSeenAt: sql`now()` }).where(eq(sessions.id, sessionId)));
