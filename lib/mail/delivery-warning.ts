import { sql } from "drizzle-orm";
import { read } from "#db/client.ts";
import { emails } from "#db/schema/emails.ts";
import type { Actor } from "#lib/access/actor.ts";
import { isAdministrator } from "#lib/access/roles.ts";
import { isOutgoingMailOn } from "#lib/config/authentication-mode.ts";

export type DeliveryWarning = Readonly<{ failed: number; delayed: number }>;

/** Keeps the count cheap. */
const MAX_COUNT = 1000;

export async function deliveryWarning(actor: Actor): Promise<DeliveryWarning | undefined> {
  if (!isOutgoingMailOn() || !isAdministrator(actor)) return undefined;
  const [counts] = await read((db) =>
    db.execute<{ failed: string; delayed: string }>(sql`
      SELECT count(*) FILTER (WHERE state = 'FAILED') AS failed, count(*) FILTER (WHERE state = 'WAITING') AS delayed
      FROM (SELECT ${emails.state} FROM ${emails}
        WHERE ${emails.state} IN ('WAITING', 'FAILED') AND ${emails.problem} IS NOT NULL LIMIT ${MAX_COUNT}) AS failing`),
  );
  const warning = { failed: Number(counts?.failed), delayed: Number(counts?.delayed) };
  return warning.failed + warning.delayed > 0 ? warning : undefined;
}
