import { and, eq, inArray, sql } from "drizzle-orm";
import { type Transaction, transaction } from "#db/client.ts";
import { anonymousEventCounts } from "#db/schema/anonymous-event-counts.ts";
import { auditEvents } from "#db/schema/audit-events.ts";
import { networksOf } from "#lib/http/client-address.ts";
import { ANONYMOUS } from "./audit-actor.ts";
import { type EventName, outcomeOf } from "./events.ts";

const WINDOW_SECONDS = 15 * 60;

/** Per window and network (IPv6: /64, /56, /48). An attack across two windows makes 2 × 14 events and 2 aggregates. */
const RECORDED_PER_NETWORK = [14, 28, 56];
const RECORDED_IN_TOTAL = 300;
const EVERYWHERE = "everywhere";

/** Longer than any transaction, which counts in the window in which it started. */
const AGGREGATE_AFTER_SECONDS = WINDOW_SECONDS + 60;
const AGGREGATE_BATCH = 1000;

const { event, source, windowStart, recorded, aggregated } = anonymousEventCounts;

const currentWindow = sql`date_bin(make_interval(secs => ${WINDOW_SECONDS}), now(), 'epoch'::timestamptz)`;

/** Narrowest first: always in the same order, to avoid deadlocks. */
const limitsOf = (address: string | null) => [
  ...(address ? networksOf(address) : []).map((network, index) => ({
    source: network,
    maximum: RECORDED_PER_NETWORK[index] as number,
  })),
  { source: EVERYWHERE, maximum: RECORDED_IN_TOTAL },
];

/** @returns the widest source whose limit is exceeded; `undefined` if none is */
export async function countAnonymousEvent(
  tx: Transaction,
  name: EventName,
  address: string | null,
): Promise<string | undefined> {
  const limits = limitsOf(address);
  const widestOf = (counted: readonly { source: string; recorded: number }[], isExceeded: (left: number) => boolean) =>
    limits.findLast((limit) =>
      counted.some((row) => row.source === limit.source && isExceeded(limit.maximum - row.recorded)),
    )?.source;

  const sources = limits.map((limit) => limit.source);
  const before = await tx
    .select({ source, recorded })
    .from(anonymousEventCounts)
    .where(and(eq(event, name), inArray(source, sources), eq(windowStart, currentWindow)));
  const exceeded = widestOf(before, (left) => left <= 0);
  if (exceeded !== undefined) return exceeded;

  const after = await tx
    .insert(anonymousEventCounts)
    .values(sources.map((source) => ({ event: name, source, windowStart: currentWindow, recorded: 1 })))
    .onConflictDoUpdate({ target: [event, source, windowStart], set: { recorded: sql`${recorded} + 1` } })
    .returning({ source, recorded });
  return widestOf(after, (left) => left < 0);
}

export async function countUnrecordedEvent(tx: Transaction, name: EventName, source: string): Promise<void> {
  await tx
    .insert(anonymousEventCounts)
    .values({ event: name, source, windowStart: currentWindow, aggregated: 1 })
    .onConflictDoUpdate({
      target: [event, anonymousEventCounts.source, windowStart],
      set: { aggregated: sql`${aggregated} + 1` },
    });
}

/** One event per source and past window, at the end of the window. */
export const recordAggregates = (): Promise<void> =>
  transaction(async (tx) => {
    const past = tx
      .select({ event, source, windowStart })
      .from(anonymousEventCounts)
      .where(sql`${windowStart} < now() - make_interval(secs => ${AGGREGATE_AFTER_SECONDS})`)
      .limit(AGGREGATE_BATCH)
      .for("update", { skipLocked: true });
    const counted = await tx
      .delete(anonymousEventCounts)
      .where(sql`(${event}, ${source}, ${windowStart}) IN ${past}`)
      .returning();
    const aggregates = counted.filter((row) => row.aggregated > 0);
    if (aggregates.length === 0) return;
    await tx.insert(auditEvents).values(
      aggregates.map((row) => ({
        at: new Date(row.windowStart.getTime() + WINDOW_SECONDS * 1000),
        event: row.event,
        outcome: outcomeOf(row.event as EventName),
        actorLabel: ANONYMOUS,
        address: row.source === EVERYWHERE ? null : row.source,
        unrecordedCount: row.aggregated,
      })),
    );
  });
