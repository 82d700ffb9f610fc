import { read } from "#db/client.ts";
import type { Change } from "#db/schema/audit-events.ts";
import type { Actor } from "#lib/access/actor.ts";
import { type AuditEvent, findEvents } from "#lib/audit/find-events.ts";
import { requireAdministrator } from "#lib/authorization/as-administrator.ts";
import { type AuditLogQuery, writePlace } from "./audit-log-query.ts";
import { describeEvent, type Sentence } from "./describe-event.ts";
import { toEventFilter } from "./event-filter.ts";

export type AuditLogEntry = Readonly<{
  id: number;
  at: Date;
  sentence: Sentence;
  changes: readonly Change[];
  outcome: string;
  /** An address; of a sum a network, or null for everywhere. */
  address: string | null;
  isAggregate: boolean;
}>;

export type AuditLogPage = Readonly<{
  entries: readonly AuditLogEntry[];
  /** Where the page of newer and the page of older entries begin; `undefined` at the ends. */
  newer: string | undefined;
  older: string | undefined;
}>;

const PAGE_SIZE = 25;

/**
 * One page of what was recorded, newest first, exact also while events are added: pages begin after an event, not at a
 * number.
 * @throws Forbidden unless the actor is an administrator
 */
export async function listAuditEvents(actor: Actor, query: AuditLogQuery): Promise<AuditLogPage> {
  await requireAdministrator(actor);
  const { after, before } = query;
  return read(async (db) => {
    const found = await findEvents(db, await toEventFilter(db, query), { after, before, limit: PAGE_SIZE + 1 });
    const hasMore = found.length > PAGE_SIZE;
    // The one too many is the farthest from where the page begins.
    const events = hasMore ? (before ? found.slice(1) : found.slice(0, PAGE_SIZE)) : found;
    const [newest, oldest] = [events.at(0), events.at(-1)];
    return {
      entries: events.map(entryOf),
      newer: newest && (before ? hasMore : after) ? writePlace(newest) : undefined,
      older: oldest && (before || hasMore) ? writePlace(oldest) : undefined,
    };
  });
}

const entryOf = (event: AuditEvent): AuditLogEntry => ({
  id: event.id,
  at: event.at,
  sentence: describeEvent(event),
  changes: event.changes,
  outcome: event.outcome,
  address: event.address,
  isAggregate: event.unrecordedCount !== null,
});
