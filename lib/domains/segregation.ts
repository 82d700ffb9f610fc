import type { Database } from "#db/client.ts";
import { prepared } from "#db/prepared.ts";
import { settings } from "#db/schema/settings.ts";
import type { Actor } from "#lib/access/actor.ts";
import { changesBetween } from "#lib/audit/changes.ts";
import { record } from "#lib/audit/record.ts";
import { asAdministrator } from "#lib/authorization/as-administrator.ts";

const selectSegregation = (db: Pick<Database, "select">) =>
  db.select({ segregation: settings.segregation }).from(settings);

const selectPrepared = prepared(selectSegregation);

export async function isSegregated(db?: Pick<Database, "select">): Promise<boolean> {
  const [row] = await (db ? selectSegregation(db) : selectPrepared({}));
  return row?.segregation ?? false;
}

const labelOf = (on: boolean) => (on ? "On" : "Off");

/** @throws Forbidden unless the actor is an administrator */
export const setSegregation = (actor: Actor, on: boolean): Promise<void> =>
  asAdministrator(actor, async (tx) => {
    const before = await isSegregated(tx);
    if (before === on) return;
    await tx
      .insert(settings)
      .values({ segregation: on })
      .onConflictDoUpdate({ target: settings.singleton, set: { segregation: on } });
    const changes = changesBetween({ state: labelOf(before) }, { state: labelOf(on) }, { state: "Segregation" });
    await record(tx, { event: "segregation_changed", by: actor, onLabel: "Segregation", changes });
  });
