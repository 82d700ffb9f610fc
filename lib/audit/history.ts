import { desc, eq } from "drizzle-orm";
import { read } from "#db/client.ts";
import { auditEvents, type Change } from "#db/schema/audit-events.ts";
import type { Actor } from "#lib/access/actor.ts";
import { requireAdministrator } from "#lib/access/administer.ts";
import { isId } from "#lib/id.ts";
import { EVENTS, type EventName } from "./events.ts";

export type HistoryEntry = Readonly<{
  id: number;
  at: Date;
  what: string;
  who: string;
  changes: readonly Change[];
}>;

const NEWEST = 50;

/**
 * What happened to one account, newest first.
 * @throws Forbidden unless the actor is an administrator
 */
export async function accountHistory(actor: Actor, accountId: string): Promise<HistoryEntry[]> {
  await requireAdministrator(actor);
  if (!isId(accountId)) return [];
  const rows = await read((db) =>
    db
      .select()
      .from(auditEvents)
      .where(eq(auditEvents.targetId, accountId))
      .orderBy(desc(auditEvents.id))
      .limit(NEWEST),
  );
  return rows.map((row) => ({
    id: row.id,
    at: row.at,
    what: EVENTS[row.event as EventName] ?? row.event,
    who: row.actorLabel,
    changes: row.changes,
  }));
}
