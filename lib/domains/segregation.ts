import { type Database, read } from "#db/client.ts";
import { settings } from "#db/schema/settings.ts";
import type { Actor } from "#lib/access/actor.ts";
import { changesBetween } from "#lib/audit/changes.ts";
import { record } from "#lib/audit/record.ts";
import { asAdministrator } from "#lib/authorization/as-administrator.ts";

const readSegregation = async (db: Pick<Database, "select">): Promise<boolean> =>
  (await db.select({ segregation: settings.segregation }).from(settings))[0]?.segregation ?? false;

export const isSegregated = (db?: Pick<Database, "select">): Promise<boolean> =>
  db ? readSegregation(db) : read(readSegregation);

const labelOf = (on: boolean) => (on ? "On" : "Off");

/** @throws Forbidden unless the actor is an administrator */
export const setSegregation = (actor: Actor, on: boolean): Promise<void> =>
  asAdministrator(actor, async (tx) => {
    const before = await readSegregation(tx);
    if (before === on) return;
    await tx
      .insert(settings)
      .values({ segregation: on })
      .onConflictDoUpdate({ target: settings.singleton, set: { segregation: on } });
    const changes = changesBetween({ state: labelOf(before) }, { state: labelOf(on) }, { state: "Segregation" });
    await record(tx, { event: "segregation_changed", by: actor, onLabel: "Segregation", changes });
  });
