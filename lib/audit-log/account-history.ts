import { read } from "#db/client.ts";
import type { Change } from "#db/schema/audit-events.ts";
import type { Actor } from "#lib/access/actor.ts";
import { eventLabel } from "#lib/audit/events.ts";
import { findEvents } from "#lib/audit/find-events.ts";
import { requireAdministrator } from "#lib/authorization/as-administrator.ts";
import { isId } from "#lib/id.ts";

export type HistoryEntry = Readonly<{
  id: number;
  at: Date;
  event: string;
  actor: string;
  changes: readonly Change[];
}>;

const MAX_ENTRIES = 50;

/** @throws Forbidden unless the actor is an administrator */
export async function accountHistory(actor: Actor, accountId: string): Promise<HistoryEntry[]> {
  await requireAdministrator(actor);
  if (!isId(accountId)) return [];
  const events = await read((db) => findEvents(db, { targets: [accountId.toLowerCase()] }, { limit: MAX_ENTRIES }));
  return events.map(({ id, at, event, actorLabel, changes }) => ({
    id,
    at,
    event: eventLabel(event),
    actor: actorLabel,
    changes,
  }));
}
