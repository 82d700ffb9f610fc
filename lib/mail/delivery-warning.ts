import { sql } from "drizzle-orm";
import { read } from "#db/client.ts";
import { emails } from "#db/schema/emails.ts";
import type { Actor } from "#lib/access/actor.ts";
import { isAdministrator } from "#lib/access/roles.ts";
import { isMailOn } from "./mode.ts";

/** Mails that could not be sent: given up, and to be tried again. */
export type DeliveryWarning = Readonly<{ failed: number; delayed: number }>;

/** From here on it makes no difference how many they are. */
const COUNTED_AT_MOST = 1000;

/**
 * Whether emails have been failing, for administrators to see wherever they are.
 * @returns `undefined` when all is well, for whom it is no business, and while outgoing mail is off
 */
export async function deliveryWarning(actor: Actor): Promise<DeliveryWarning | undefined> {
  if (!isMailOn() || !isAdministrator(actor)) return undefined;
  const [found] = await read((db) =>
    db.execute<{ failed: string; delayed: string }>(sql`
      SELECT count(*) FILTER (WHERE state = 'FAILED') AS failed, count(*) FILTER (WHERE state = 'WAITING') AS delayed
      FROM (SELECT ${emails.state} FROM ${emails}
        WHERE ${emails.state} IN ('WAITING', 'FAILED') AND ${emails.problem} IS NOT NULL LIMIT ${COUNTED_AT_MOST}) AS trouble`),
  );
  const trouble = { failed: Number(found?.failed), delayed: Number(found?.delayed) };
  return trouble.failed + trouble.delayed > 0 ? trouble : undefined;
}
