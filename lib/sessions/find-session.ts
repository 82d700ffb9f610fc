import { eq, sql } from "drizzle-orm";
import { read } from "#db/client.ts";
import { prepared } from "#db/prepared.ts";
import { accounts } from "#db/schema/accounts.ts";
import { credentials } from "#db/schema/credentials.ts";
import { sessions } from "#db/schema/sessions.ts";
import { settings } from "#db/schema/settings.ts";
import type { Actor } from "#lib/access/actor.ts";
import { parseDomainName } from "#lib/access/domains.ts";
import { hashToken } from "#lib/crypto/token.ts";
import { restrictionNames } from "#lib/domains/restrictions.ts";
import { isActive, sessionConditions } from "./active-session.ts";

export type Session = Readonly<{ passwordChangeRequired: boolean; user: Omit<Actor, "address"> }>;

const ACTIVITY_INTERVAL_SECONDS = 60;

/** Records the activity. @throws DatabaseUnavailable */
export async function resumeSession(sessionToken: string | undefined): Promise<Session | undefined> {
  const found = sessionToken === undefined ? undefined : await findSession(sessionToken);
  if (!found) return undefined;
  const { passwordChangeRequired, isStale, restrictions, ...account } = found;
  if (isStale) await recordActivity(account.sessionId);
  const domains = restrictions.flatMap((name) => parseDomainName(name) ?? []);
  return { passwordChangeRequired, user: { ...account, restrictions: domains } };
}

/** Does not count as activity, so that polling keeps no session alive. @throws DatabaseUnavailable */
export const isTokenActive = async (sessionToken: string): Promise<boolean> =>
  (await findSession(sessionToken)) !== undefined;

async function findSession(sessionToken: string) {
  const conditions = sessionConditions();
  const intervalSeconds = Math.min(ACTIVITY_INTERVAL_SECONDS, conditions.idleMinutes * 15);
  const [session] = await findByTokenHash({ ...conditions, tokenHash: hashToken(sessionToken), intervalSeconds });
  return session;
}

const findByTokenHash = prepared((db) =>
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
      isStale: sql<boolean>`${sessions.lastSeenAt} < now() - make_interval(secs => ${sql.placeholder("intervalSeconds")})`,
    })
    .from(sessions)
    .innerJoin(accounts, eq(accounts.id, sessions.accountId))
    .innerJoin(credentials, eq(credentials.accountId, sessions.accountId))
    .where(
      sql`${sessions.tokenHash} = ${sql.placeholder("tokenHash")} AND ${isActive({
        issuer: sql.placeholder("issuer"),
        idleMinutes: sql.placeholder("idleMinutes"),
      })}`,
    ),
);

const recordActivity = (sessionId: string) =>
  read((db) => db.update(sessions).set({ lastSeenAt: sql`now()` }).where(eq(sessions.id, sessionId)));
