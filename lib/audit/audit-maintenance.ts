import { setTimeout as delay } from "node:timers/promises";
import { inArray, sql } from "drizzle-orm";
import { transaction } from "#db/client.ts";
import { auditEvents, isAboutNoAccount } from "#db/schema/audit-events.ts";
import { config } from "#lib/config/index.ts";
import { log } from "#lib/logging/log.ts";
import { recordAggregates } from "./anonymous-limits.ts";

const INTERVAL_MS = 60_000;

/** More than can be recorded in one interval. */
const PURGE_BATCH = 1000;

/** An advisory lock; unique within the database. */
const PURGE_LOCK = 7_301_003;

/** Safe to run in several processes at once. */
export async function runAuditMaintenance(): Promise<void> {
  await recordAggregates();
  await purgeAnonymousEvents();
}

export const purgeAnonymousEvents = (): Promise<void> =>
  transaction(async (tx) => {
    const [{ isLocked } = {}] = await tx.execute<{ isLocked: boolean }>(
      sql`SELECT pg_try_advisory_xact_lock(${PURGE_LOCK}) AS "isLocked"`,
    );
    if (!isLocked) return;
    const { id, at } = auditEvents;
    const expired = tx
      .select({ id })
      .from(auditEvents)
      .where(
        sql`${isAboutNoAccount(auditEvents)} AND ${at} < now() - make_interval(days => ${config().anonymousEventDays})`,
      )
      .orderBy(at)
      .limit(PURGE_BATCH);
    await tx.delete(auditEvents).where(inArray(id, expired));
  });

export function startAuditMaintenance(): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const loop = async () => {
    while (!stopping.signal.aborted) {
      await runAuditMaintenance().catch((error: Error) =>
        log.error({ part: "audit", name: error.name }, "Audit maintenance failed, retrying in a minute"),
      );
      await delay(INTERVAL_MS, undefined, { signal: stopping.signal }).catch(() => {});
    }
  };
  const running = loop();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
