import { sql } from "drizzle-orm";
import { prepared } from "#db/prepared.ts";
import { emails } from "#db/schema/emails.ts";
import type { Actor } from "#lib/access/actor.ts";
import { isAdministrator } from "#lib/access/roles.ts";
import { isOutgoingMailOn } from "#lib/config/authentication-mode.ts";

export type DeliveryWarning = Readonly<{ failed: number; delayed: number }>;

/** Keeps the count cheap. */
const MAX_COUNT = 1000;

const countFailing = prepared((db) =>
  db
    .select({
      failed: sql<string>`count(*) FILTER (WHERE state = 'FAILED')`,
      delayed: sql<string>`count(*) FILTER (WHERE state = 'WAITING')`,
    })
    .from(sql`(SELECT ${emails.state} FROM ${emails}
      WHERE ${emails.state} IN ('WAITING', 'FAILED') AND ${emails.problem} IS NOT NULL
      LIMIT ${sql.raw(String(MAX_COUNT))}) AS failing`),
);

export async function deliveryWarning(actor: Actor): Promise<DeliveryWarning | undefined> {
  if (!isOutgoingMailOn() || !isAdministrator(actor)) return undefined;
  const [counts] = await countFailing({});
  const warning = { failed: Number(counts?.failed), delayed: Number(counts?.delayed) };
  return warning.failed + warning.delayed > 0 ? warning : undefined;
}
