import { sql } from "drizzle-orm";
import { prepared } from "#db/prepared.ts";
import type { Change } from "#db/schema/audit-events.ts";
import type { Actor } from "#lib/access/actor.ts";
import { eventLabel } from "#lib/audit/events.ts";
import { selectEvents } from "#lib/audit/find-events.ts";
import { requireAdministrator } from "#lib/authorization/as-administrator.ts";
import { isId } from "#lib/id.ts";

export type HistoryEntry = Readonly<{
  id: number;
  at: Date;
  event: string;
  actor: string;
  changes: readonly Change[];
}>;

const MAX_ENTRIES = 25;

const selectHistory = prepared((db) =>
  selectEvents(db, { targets: [sql.placeholder("account")] }, { limit: MAX_ENTRIES }),
);

/** @throws Forbidden unless the actor is an administrator */
export async function accountHistory(actor: Actor, accountId: string): Promise<HistoryEntry[]> {
  await requireAdministrator(actor);
  if (!isId(accountId)) return [];
  const rows = await selectHistory({ account: accountId.toLowerCase() });
  return rows.map(({ event: { id, at, event, actorLabel, changes } }) => ({
    id,
    at,
    event: eventLabel(event),
    actor: actorLabel,
    changes,
  }));
}
