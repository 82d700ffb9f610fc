import { and, eq, sql } from "drizzle-orm";
import { QueryBuilder } from "drizzle-orm/pg-core";
import { prepared } from "#db/prepared.ts";
import { accounts } from "#db/schema/accounts.ts";
import { credentials } from "#db/schema/credentials.ts";
import { sessions } from "#db/schema/sessions.ts";
import type { Actor } from "#lib/access/actor.ts";
import { requireAdministrator } from "#lib/authorization/as-administrator.ts";
import { type AssignedDomain, restrictionNames, restrictionsOf } from "#lib/domains/restrictions.ts";
import { NotFound } from "#lib/errors.ts";
import { isId } from "#lib/id.ts";
import { isActive, sessionConditions } from "#lib/sessions/active-session.ts";
import type { AccountSnapshot } from "./core/account-changes.ts";
import { isOwnAccount } from "./core/account-policy.ts";
import { activationEndsAt, hasPassword, isActivated } from "./core/activation.ts";
import { type AccountState, stateOf } from "./core/state.ts";

export type AccountDetails = AccountSnapshot &
  Readonly<{
    id: string;
    restrictions: readonly string[];
    isOwn: boolean;
    state: AccountState;
    createdAt: Date;
    lastSignInAt: Date | null;
    singleUseExpiresAt: Date | null;
    isActivated: boolean;
    hasPassword: boolean;
    activationEndsAt: Date | null;
    failedAttempts: number;
    lastFailedAt: Date | null;
    lockedAt: Date | null;
    activeSessions: number;
    domains: readonly AssignedDomain[];
  }>;

const { placeholder } = sql;

const countActiveSessions = new QueryBuilder()
  .select({ count: sql`count(*)::int` })
  .from(sessions)
  .where(
    and(
      eq(sessions.accountId, accounts.id),
      isActive({ issuer: placeholder("issuer"), idleMinutes: placeholder("idleMinutes") }),
    ),
  );

const selectAccount = prepared((db) =>
  db
    .select({
      id: accounts.id,
      email: accounts.email,
      firstName: accounts.firstName,
      lastName: accounts.lastName,
      phone: accounts.phone,
      roles: accounts.roles,
      restrictions: restrictionNames,
      emailNotifications: accounts.emailNotifications,
      createdAt: accounts.createdAt,
      lastSignInAt: credentials.lastSignInAt,
      singleUseExpiresAt: credentials.singleUseExpiresAt,
      isActivated: isActivated(),
      hasPassword: hasPassword(),
      activationEndsAt: activationEndsAt(),
      failedAttempts: credentials.failedAttempts,
      lastFailedAt: credentials.lastFailedAt,
      lockedAt: credentials.lockedAt,
      activeSessions: sql<number>`(${countActiveSessions})`,
    })
    .from(accounts)
    .innerJoin(credentials, eq(credentials.accountId, accounts.id))
    .where(eq(accounts.id, placeholder("id"))),
);

/** @throws Forbidden, NotFound */
export async function findAccount(actor: Actor, id: string): Promise<AccountDetails> {
  await requireAdministrator(actor);
  if (!isId(id)) throw new NotFound();
  const [found] = await selectAccount({ id, ...sessionConditions() });
  if (!found) throw new NotFound();
  const assigned = await restrictionsOf(found.restrictions.length > 0 ? [id] : []);
  return {
    ...found,
    isOwn: isOwnAccount(actor, found),
    state: stateOf(found),
    domains: assigned.get(id) ?? [],
  };
}
