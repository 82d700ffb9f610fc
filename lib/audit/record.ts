import type { Transaction } from "#db/client.ts";
import { auditEvents, type Change } from "#db/schema/audit-events.ts";
import { printable } from "#lib/text/printable.ts";
import { countAnonymous, sumUp } from "./anonymous-limits.ts";
import type { AuditActor } from "./audit-actor.ts";
import { type EventName, outcomeOf } from "./events.ts";

/** An account, or whatever else has an id and a name. */
type Target = Readonly<{ id: string; email: string }> | Readonly<{ id: string; label: string }>;

export type AuditEntry = Readonly<{
  event: EventName;
  by: AuditActor;
  /** Whom or what it concerns; the actor themselves where it is their own doing. */
  on?: Target;
  /** Says what it concerns where that has no id, such as a keyed digest of what was typed. */
  onLabel?: string;
  changes?: readonly Change[];
}>;

/**
 * Writes one audit event in the caller's transaction, so that no change lands without its record (nor the reverse). Past
 * the limits, what anonymous people cause is counted instead and summed up later, but for what is about an account.
 */
export async function record(tx: Transaction, entry: AuditEntry): Promise<void> {
  const { event, by, on, onLabel, changes = [] } = entry;
  if (by.id === null && by.isAnonymous) {
    // Counted in either case: otherwise the time would tell whether there is an account (OWASP ASVS 6.3.8).
    const usedUp = await countAnonymous(tx, event, by.address);
    if (usedUp !== undefined && !on) return sumUp(tx, event, usedUp);
  }
  await tx.insert(auditEvents).values({
    event,
    outcome: outcomeOf(event),
    actorId: by.id,
    actorLabel: by.id === null ? by.label : printable(by.email),
    targetId: on?.id ?? null,
    targetLabel: on ? printable("email" in on ? on.email : on.label) : (onLabel ?? null),
    changes: changes.map(printableChange),
    address: by.address,
  });
}

const printableChange = (change: Change): Change =>
  "added" in change
    ? { ...change, added: change.added.map(printable), removed: change.removed.map(printable) }
    : { ...change, from: printableOrNull(change.from), to: printableOrNull(change.to) };

const printableOrNull = (value: string | null) => (value === null ? null : printable(value));
