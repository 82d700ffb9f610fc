import { type Database, read } from "#db/client.ts";
import { settings } from "#db/schema/settings.ts";
import type { Actor } from "#lib/access/actor.ts";
import { changesBetween } from "#lib/audit/changes.ts";
import { record } from "#lib/audit/record.ts";
import { asAdministrator } from "#lib/authorization/as-administrator.ts";

const segregationIn = async (db: Pick<Database, "select">): Promise<boolean> =>
  (await db.select({ segregation: settings.segregation }).from(settings))[0]?.segregation ?? false;

/** Whether domains limit what accounts see. */
export const isSegregated = (db?: Pick<Database, "select">): Promise<boolean> =>
  db ? segregationIn(db) : read(segregationIn);

const word = (on: boolean) => (on ? "On" : "Off");

/**
 * Switches segregation on or off. Off, nobody is restricted, and everything that was set up is kept for the day it is
 * switched on again.
 * @throws Forbidden unless the actor is an administrator
 */
export const setSegregation = (actor: Actor, on: boolean): Promise<void> =>
  asAdministrator(actor, async (tx) => {
    const before = await segregationIn(tx);
    if (before === on) return;
    await tx
      .insert(settings)
      .values({ segregation: on })
      .onConflictDoUpdate({ target: settings.only, set: { segregation: on } });
    const changes = changesBetween({ state: word(before) }, { state: word(on) }, { state: "Segregation" });
    await record(tx, { event: "segregation_changed", by: actor, onLabel: "Segregation", changes });
  });
