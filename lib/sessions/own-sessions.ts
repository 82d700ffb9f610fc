import { and, desc, eq } from "drizzle-orm";
import { read, transaction } from "#db/client.ts";
import { sessions } from "#db/schema/sessions.ts";
import type { Actor } from "#lib/access/actor.ts";
import { record } from "#lib/audit/record.ts";
import { NotFound } from "#lib/errors.ts";
import { isId } from "#lib/id.ts";
import { isActive } from "./active-session.ts";
import { revokeSessions } from "./revoke-sessions.ts";

export type OwnSession = Readonly<{
  id: string;
  isCurrent: boolean;
  address: string | null;
  userAgent: string | null;
  createdAt: Date;
  lastSeenAt: Date;
}>;

/** Active sessions, most recently used first (OWASP ASVS 7.5.2). */
export async function ownSessions(actor: Actor): Promise<OwnSession[]> {
  const rows = await read((db) =>
    db
      .select({
        id: sessions.id,
        address: sessions.address,
        userAgent: sessions.userAgent,
        createdAt: sessions.createdAt,
        lastSeenAt: sessions.lastSeenAt,
      })
      .from(sessions)
      .where(and(eq(sessions.accountId, actor.id), isActive()))
      .orderBy(desc(sessions.lastSeenAt)),
  );
  return rows.map((row) => ({ ...row, isCurrent: row.id === actor.sessionId }));
}

/** @throws NotFound when the session is not the actor's, or has ended */
export const revokeOwnSession = (actor: Actor, sessionId: string): Promise<void> =>
  transaction(async (tx) => {
    if (!isId(sessionId)) throw new NotFound();
    const revoked = await tx
      .delete(sessions)
      .where(and(eq(sessions.id, sessionId), eq(sessions.accountId, actor.id)))
      .returning({ id: sessions.id });
    if (revoked.length === 0) throw new NotFound();
    await record(tx, { event: "session_revoked", by: actor, on: actor });
  });

export const revokeOtherSessions = (actor: Actor): Promise<number> =>
  transaction(async (tx) => {
    const revoked = await revokeSessions(tx, actor.id, actor.sessionId);
    if (revoked > 0) await record(tx, { event: "sessions_revoked", by: actor, on: actor });
    return revoked;
  });
