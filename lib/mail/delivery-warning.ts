import { sql } from "drizzle-orm";
import { prepared } from "#db/prepared.ts";
import { emails } from "#db/schema/emails.ts";
import type { Actor } from "#lib/access/actor.ts";
import { isAdministrator } from "#lib/access/roles.ts";
import { isOutgoingMailOn } from "#lib/config/authentication-mode.ts";

export type DeliveryWarning = Readonly<{ failed: number; delayed: number }>;

/** Keeps the count cheap. */
const MAX_COUNT = 1000;

const countNotDelivered = prepared((db) => {
  const notDelivered = db
    .select({ state: emails.state })
    .from(emails)
    // Literals, as in the condition of the index.
    .where(sql`${emails.state} IN ('WAITING', 'FAILED') AND ${emails.problem} IS NOT NULL`)
    .limit(MAX_COUNT)
    .as("not_delivered");
  return db
    .select({
      failed: sql<number>`(count(*) FILTER (WHERE ${notDelivered.state} = 'FAILED'))::int`,
      delayed: sql<number>`(count(*) FILTER (WHERE ${notDelivered.state} = 'WAITING'))::int`,
    })
    .from(notDelivered);
});

export async function deliveryWarning(actor: Actor): Promise<DeliveryWarning | undefined> {
  if (!isOutgoingMailOn() || !isAdministrator(actor)) return undefined;
  const [warning] = await countNotDelivered({});
  return warning && warning.failed + warning.delayed > 0 ? warning : undefined;
}
