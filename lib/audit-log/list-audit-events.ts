import { read } from "#db/client.ts";
import type { Change } from "#db/schema/audit-events.ts";
import type { Actor } from "#lib/access/actor.ts";
import { type AuditEvent, findEvents } from "#lib/audit/find-events.ts";
import { requireAdministrator } from "#lib/authorization/as-administrator.ts";
import { type AuditLogQuery, formatPosition } from "./audit-log-query.ts";
import { describeEvent, type Sentence } from "./describe-event.ts";
import { toEventFilter } from "./event-filter.ts";

export type AuditLogEntry = Readonly<{
  id: number;
  at: Date;
  sentence: Sentence;
  changes: readonly Change[];
  outcome: string;
  /** An IP address. For aggregates a network, or `null` for all networks together. */
  address: string | null;
  isAggregate: boolean;
}>;

export type AuditLogPage = Readonly<{
  entries: readonly AuditLogEntry[];
  newer: string | undefined;
  older: string | undefined;
}>;

const PAGE_SIZE = 25;

/** @throws Forbidden unless the actor is an administrator */
export async function listAuditEvents(actor: Actor, query: AuditLogQuery): Promise<AuditLogPage> {
  await requireAdministrator(actor);
  const { after, before } = query;
  return read(async (db) => {
    const found = await findEvents(db, await toEventFilter(db, query), { after, before, limit: PAGE_SIZE + 1 });
    const hasMore = found.length > PAGE_SIZE;
    // The extra one is the farthest from the start of the page.
    const events = hasMore ? (before ? found.slice(1) : found.slice(0, PAGE_SIZE)) : found;
    const [newest, oldest] = [events.at(0), events.at(-1)];
    return {
      entries: events.map(entryOf),
      newer: newest && (before ? hasMore : after) ? formatPosition(newest) : undefined,
      older: oldest && (before || hasMore) ? formatPosition(oldest) : undefined,
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
