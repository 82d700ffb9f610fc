import { sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { prepared } from "#db/prepared.ts";
import { auditEvents, type Change } from "#db/schema/audit-events.ts";
import { printable } from "#lib/text/printable.ts";
import { countAnonymousEvent, countUnrecordedEvent } from "./anonymous-limits.ts";
import type { AuditActor } from "./audit-actor.ts";
import { type EventName, outcomeOf } from "./events.ts";

type Target = Readonly<{ id: string; email: string }> | Readonly<{ id: string; label: string }>;

export type AuditEntry = Readonly<{
  event: EventName;
  by: AuditActor;
  on?: Target;
  /** Describes a target without an id. */
  onLabel?: string;
  changes?: readonly Change[];
}>;

export const unknownEmail = (digest: string): string => `unknown email #${digest}`;

export const unknownIdentity = (digest: string): string => `unknown identity #${digest}`;

/** In the caller's transaction, so that no change is stored without its event. */
export async function record(tx: Transaction, entry: AuditEntry): Promise<void> {
  const { event, by, on, onLabel, changes = [] } = entry;
  if (by.id === null && by.isAnonymous) {
    // Counted in any case, so that the response time does not reveal whether an account exists (OWASP ASVS 6.3.8).
    const source = await countAnonymousEvent(tx, event, by.address);
    if (source !== undefined && !on) return countUnrecordedEvent(tx, event, source);
  }
  const row = {
    event,
    outcome: outcomeOf(event),
    actorId: by.id,
    actorLabel: by.id === null ? by.label : printable(by.email),
    targetId: on?.id ?? null,
    targetLabel: on ? printable("email" in on ? on.email : on.label) : (onLabel ?? null),
    changes: changes.map(printableChange),
    address: by.address,
  };
  await insert(row, tx);
}

const insert = prepared((db) =>
  db.insert(auditEvents).values({
    event: sql.placeholder("event"),
    outcome: sql.placeholder("outcome"),
    actorId: sql.placeholder("actorId"),
    actorLabel: sql.placeholder("actorLabel"),
    targetId: sql.placeholder("targetId"),
    targetLabel: sql.placeholder("targetLabel"),
    changes: sql.placeholder("changes"),
    address: sql.placeholder("address"),
  }),
);

const printableChange = (change: Change): Change =>
  "added" in change
    ? { ...change, added: change.added.map(printable), removed: change.removed.map(printable) }
    : { ...change, from: printableOrNull(change.from), to: printableOrNull(change.to) };

const printableOrNull = (value: string | null) => (value === null ? null : printable(value));
