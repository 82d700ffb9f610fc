import { and, eq, inArray, sql } from "drizzle-orm";
import { type Transaction, transaction } from "#db/client.ts";
import { anonymousEventCounts } from "#db/schema/anonymous-event-counts.ts";
import { auditEvents } from "#db/schema/audit-events.ts";
import { networksOf } from "#lib/http/client-address.ts";
import { ANONYMOUS } from "./audit-actor.ts";
import { type EventName, outcomeOf } from "./events.ts";

const WINDOW_SECONDS = 15 * 60;

/**
 * Events of one kind and window that a network may have recorded singly: for IPv6 a /64, and then the /56 and the /48
 * around it. An attack of some minutes may lie in two windows; twice 14 and two sums are 30 rows.
 */
const RECORDED_PER_NETWORK = [14, 28, 56];
/** The same from everywhere, so that many networks cannot fill the table either. */
const RECORDED_IN_TOTAL = 300;
const EVERYWHERE = "everywhere";

/** Longer than any transaction, all of which count in the window in which they began. */
const SUMMED_UP_AFTER_SECONDS = WINDOW_SECONDS + 60;
const SUMMED_UP_AT_ONCE = 1000;

const { event, source, windowStart, recorded, summed } = anonymousEventCounts;

const currentWindow = sql`date_bin(make_interval(secs => ${WINDOW_SECONDS}), now(), 'epoch'::timestamptz)`;

/** Where an event is counted, the narrowest first, so that no two transactions wait for each other. */
const limitsOf = (address: string | null) => [
  ...(address ? networksOf(address) : []).map((network, place) => ({
    source: network,
    maximum: RECORDED_PER_NETWORK[place] as number,
  })),
  { source: EVERYWHERE, maximum: RECORDED_IN_TOTAL },
];

/**
 * Counts an event of somebody anonymous, unless a limit of their source is used up already.
 * @param address the client's; unknown, only the limit for everywhere applies
 * @returns the widest source whose limit is used up; `undefined` within all of them
 */
export async function countAnonymous(
  tx: Transaction,
  kind: EventName,
  address: string | null,
): Promise<string | undefined> {
  const limits = limitsOf(address);
  const widestOf = (counted: readonly { source: string; recorded: number }[], isUsedUp: (left: number) => boolean) =>
    limits.findLast((limit) =>
      counted.some((row) => row.source === limit.source && isUsedUp(limit.maximum - row.recorded)),
    )?.source;

  const sources = limits.map((limit) => limit.source);
  const before = await tx
    .select({ source, recorded })
    .from(anonymousEventCounts)
    .where(and(eq(event, kind), inArray(source, sources), eq(windowStart, currentWindow)));
  const usedUp = widestOf(before, (left) => left <= 0);
  if (usedUp !== undefined) return usedUp;

  const after = await tx
    .insert(anonymousEventCounts)
    .values(sources.map((name) => ({ event: kind, source: name, windowStart: currentWindow, recorded: 1 })))
    .onConflictDoUpdate({ target: [event, source, windowStart], set: { recorded: sql`${recorded} + 1` } })
    .returning({ source, recorded });
  // Others may have used it up meanwhile.
  return widestOf(after, (left) => left < 0);
}

/** Counts an event that is not recorded singly with the sum of a source. */
export async function sumUp(tx: Transaction, kind: EventName, of: string): Promise<void> {
  await tx
    .insert(anonymousEventCounts)
    .values({ event: kind, source: of, windowStart: currentWindow, summed: 1 })
    .onConflictDoUpdate({ target: [event, source, windowStart], set: { summed: sql`${summed} + 1` } });
}

/** Records the sums of windows that are over, each once and as of its end, and waits for nobody who does the same. */
export const recordSums = (): Promise<void> =>
  transaction(async (tx) => {
    const over = tx
      .select({ event, source, windowStart })
      .from(anonymousEventCounts)
      .where(sql`${windowStart} < now() - make_interval(secs => ${SUMMED_UP_AFTER_SECONDS})`)
      .limit(SUMMED_UP_AT_ONCE)
      .for("update", { skipLocked: true });
    const counted = await tx
      .delete(anonymousEventCounts)
      .where(sql`(${event}, ${source}, ${windowStart}) IN ${over}`)
      .returning();
    const sums = counted.filter((row) => row.summed > 0);
    if (sums.length === 0) return;
    await tx.insert(auditEvents).values(
      sums.map((sum) => ({
        at: new Date(sum.windowStart.getTime() + WINDOW_SECONDS * 1000),
        event: sum.event,
        outcome: outcomeOf(sum.event as EventName),
        actorLabel: ANONYMOUS,
        address: sum.source === EVERYWHERE ? null : sum.source,
        unrecordedCount: sum.summed,
      })),
    );
  });
