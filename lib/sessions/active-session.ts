import { and, eq, type Placeholder, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { sessions } from "#db/schema/sessions.ts";
import type { Actor } from "#lib/access/actor.ts";
import { authenticationMode } from "#lib/config/authentication-mode.ts";
import { config } from "#lib/config/index.ts";
import { UserError } from "#lib/errors.ts";

type Conditions = Readonly<{ issuer: string | null | Placeholder; idleMinutes: number | Placeholder }>;

/** As configured. */
export const sessionConditions = () => ({
  // An identity provider could not log out users who signed in before it was configured.
  issuer: authenticationMode().provider?.issuer ?? null,
  idleMinutes: config().sessionIdleMinutes,
});

/** Neither expired nor idle, by the database's clock (OWASP ASVS 7.3.1, 7.3.2). */
export const isActive = ({ issuer, idleMinutes }: Conditions = sessionConditions()) =>
  and(
    sql`${sessions.issuer} IS NOT DISTINCT FROM ${issuer}`,
    sql`${sessions.expiresAt} > now()`,
    sql`${sessions.lastSeenAt} > now() - make_interval(mins => ${idleMinutes})`,
  );

/** Checked inside a transaction, so that a request in flight outlives no revocation. */
export const isSessionActive = async (tx: Transaction, { sessionId }: Actor): Promise<boolean> =>
  (await tx.select({ id: sessions.id }).from(sessions).where(eq(sessions.id, sessionId))).length > 0;

/** @throws UserError when the session has been revoked since the request began */
export async function requireActiveSession(tx: Transaction, actor: Actor): Promise<void> {
  if (!(await isSessionActive(tx, actor))) throw new UserError("Your session has ended. Sign in again.");
}
