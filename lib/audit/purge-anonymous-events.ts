import { inArray, sql } from "drizzle-orm";
import { transaction } from "#db/client.ts";
import { auditEvents, isAboutNoAccount } from "#db/schema/audit-events.ts";
import { config } from "#lib/config/index.ts";

/** More than can be recorded in the minute until the next time. */
const FORGOTTEN_AT_ONCE = 1000;

/** Any constant that nothing else in this database uses as an advisory lock. */
const FORGETTING_LOCK = 7_301_002;

/** Deletes some events that are about no account and older than they are kept; of several processes at a time one does. */
export const purgeAnonymousEvents = (): Promise<void> =>
  transaction(async (tx) => {
    const [{ isOurs } = {}] = await tx.execute<{ isOurs: boolean }>(
      sql`SELECT pg_try_advisory_xact_lock(${FORGETTING_LOCK}) AS "isOurs"`,
    );
    if (!isOurs) return;
    const { id, at } = auditEvents;
    const old = tx
      .select({ id })
      .from(auditEvents)
      .where(
        sql`${isAboutNoAccount(auditEvents)} AND ${at} < now() - make_interval(days => ${config().anonymousEventDays})`,
      )
      .orderBy(at)
      .limit(FORGOTTEN_AT_ONCE);
    await tx.delete(auditEvents).where(inArray(id, old));
  });
