import { read } from "#db/client.ts";
import type { Actor } from "#lib/access/actor.ts";
import { type AuditEvent, type EventFilter, findEvents } from "#lib/audit/find-events.ts";
import { record } from "#lib/audit/record.ts";
import { asAdministrator } from "#lib/authorization/as-administrator.ts";
import { outsideRequests } from "#lib/http/request-context.ts";
import { type AuditLogQuery, FILTERS, type TypedFilters } from "./audit-log-query.ts";
import { csvLine } from "./csv.ts";
import { changeText, describeEvent, sentenceText } from "./describe-event.ts";
import { toEventFilter } from "./event-filter.ts";

const BATCH = 1000;

const HEADER = [
  "Time",
  "Event",
  "Description",
  "Outcome",
  "Actor",
  "Account",
  "Changes",
  "Source address",
  "More like it",
];

/**
 * Everything that a query asks for as lines of a CSV file, newest first, and records that it was exported. Each batch is
 * read when it is asked for, in a short read of its own, so that an export neither holds a transaction open nor more than
 * a batch in memory, however long it takes.
 * @param typed the filters as they were typed, for the record
 * @throws Forbidden (and records the attempt) when the actor is not, or no longer, an administrator
 */
export async function exportAuditEvents(
  actor: Actor,
  query: AuditLogQuery,
  typed: TypedFilters,
): Promise<AsyncGenerator<string>> {
  const changes = FILTERS.flatMap((field) => {
    const to = typed[field];
    return to === undefined ? [] : [{ field, from: null, to }];
  });
  await asAdministrator(actor, (tx) => record(tx, { event: "audit_log_exported", by: actor, changes }));
  return batches(await read((db) => toEventFilter(db, query)));
}

async function* batches(filter: EventFilter): AsyncGenerator<string> {
  yield csvLine(HEADER);
  for (let after: AuditEvent | undefined; ; ) {
    const part = { after, limit: BATCH };
    // A request has a few seconds for the database in all, and an export may take minutes.
    const events = await outsideRequests(() => read((db) => findEvents(db, filter, part)));
    if (events.length > 0) yield events.map(lineOf).join("");
    if (events.length < BATCH) return;
    after = events.at(-1);
  }
}

const lineOf = (event: AuditEvent): string =>
  csvLine([
    event.at.toISOString(),
    event.event,
    sentenceText(describeEvent(event)),
    event.outcome,
    event.actorLabel,
    event.targetLabel ?? "",
    event.changes.map(changeText).join("; "),
    event.address ?? "",
    event.unrecordedCount?.toString() ?? "",
  ]);
