import { and, eq, sql } from "drizzle-orm";
import { type Transaction, transaction } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { sessions } from "#db/schema/sessions.ts";
import type { Actor } from "#lib/access/actor.ts";
import { ADMINISTRATOR, isAdministrator } from "#lib/access/roles.ts";
import { record } from "#lib/audit/record.ts";
import { Forbidden } from "#lib/errors.ts";

/** An advisory lock; unique within the database. */
const ADMINISTRATION_LOCK = 7_301_002;

/** Serializes changes to accounts, so that two administrators cannot demote each other at the same time. */
export const lockAdministration = (tx: Transaction) =>
  tx.execute(sql`SELECT pg_advisory_xact_lock(${ADMINISTRATION_LOCK})`);

/** @throws Forbidden, and records the attempt, unless the session exists and its user is still an administrator */
export async function asAdministrator<T>(actor: Actor, change: (tx: Transaction) => Promise<T>): Promise<T> {
  if (!isAdministrator(actor)) return deny(actor);
  const outcome = await transaction(async (tx) => {
    await lockAdministration(tx);
    return (await isStillAdministrator(tx, actor)) ? { value: await change(tx) } : undefined;
  });
  return outcome ? outcome.value : deny(actor);
}

/** @throws Forbidden, and records the attempt, unless the actor is an administrator */
export async function requireAdministrator(actor: Actor): Promise<void> {
  if (!isAdministrator(actor)) await deny(actor);
}

async function isStillAdministrator(tx: Transaction, actor: Actor): Promise<boolean> {
  const [row] = await tx
    .select({ id: accounts.id })
    .from(sessions)
    .innerJoin(accounts, eq(accounts.id, sessions.accountId))
    .where(and(eq(sessions.id, actor.sessionId), sql`${ADMINISTRATOR} = ANY(${accounts.roles})`));
  return row !== undefined;
}

async function deny(actor: Actor): Promise<never> {
  await transaction((tx) => record(tx, { event: "access_denied", by: actor, on: actor }));
  throw new Forbidden();
}
