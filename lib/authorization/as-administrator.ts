import { and, eq, sql } from "drizzle-orm";
import { type Transaction, transaction } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { sessions } from "#db/schema/sessions.ts";
import type { Actor } from "#lib/access/actor.ts";
import { ADMINISTRATOR, isAdministrator } from "#lib/access/roles.ts";
import { record } from "#lib/audit/record.ts";
import { Forbidden } from "#lib/errors.ts";

/** Any constant that nothing else in this database uses as an advisory lock. */
const ADMINISTRATION_LOCK = 7_301_002;

/** Lets one change to accounts happen at a time, so that two administrators cannot take each other's rights away. */
export const lockAdministration = (tx: Transaction) =>
  tx.execute(sql`SELECT pg_advisory_xact_lock(${ADMINISTRATION_LOCK})`);

/**
 * Runs an administrator's change: one transaction, one such change at a time, the actor's right read again inside it,
 * because a session read at the start of the request may have been ended or demoted by now.
 * @throws Forbidden (and records the attempt) when the actor is not, or no longer, an administrator
 */
export async function asAdministrator<T>(actor: Actor, change: (tx: Transaction) => Promise<T>): Promise<T> {
  if (!isAdministrator(actor)) return refuse(actor);
  const outcome = await transaction(async (tx) => {
    await lockAdministration(tx);
    return (await isStillAdministrator(tx, actor)) ? { value: await change(tx) } : undefined;
  });
  return outcome ? outcome.value : refuse(actor);
}

/**
 * Lets only administrators pass, before anything costly such as hashing is done for them.
 * @throws Forbidden (and records the attempt) for everybody else
 */
export async function requireAdministrator(actor: Actor): Promise<void> {
  if (!isAdministrator(actor)) await refuse(actor);
}

async function isStillAdministrator(tx: Transaction, actor: Actor): Promise<boolean> {
  const [row] = await tx
    .select({ id: accounts.id })
    .from(sessions)
    .innerJoin(accounts, eq(accounts.id, sessions.accountId))
    .where(and(eq(sessions.id, actor.sessionId), sql`${ADMINISTRATOR} = ANY(${accounts.roles})`));
  return row !== undefined;
}

async function refuse(actor: Actor): Promise<never> {
  await transaction((tx) => record(tx, { event: "access_denied", by: actor, on: actor }));
  throw new Forbidden();
}
