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

const BATCH_SIZE = 1000;

const HEADER = [
  "Time",
  "Event",
  "Description",
  "Outcome",
  "Actor",
  "Account",
  "Changes",
  "Source address",
  "Unrecorded",
];

/** @throws Forbidden, and records the attempt, unless the actor is still an administrator */
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
  // Batches on demand: an export holds neither a transaction open nor all events in memory.
  for (let after: AuditEvent | undefined; ; ) {
    const page = { after, limit: BATCH_SIZE };
    // An export may take longer than the time limit of a request.
    const events = await outsideRequests(() => read((db) => findEvents(db, filter, page)));
    if (events.length > 0) yield events.map(lineOf).join("");
    if (events.length < BATCH_SIZE) return;
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
