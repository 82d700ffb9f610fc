import { type SQL, sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  bigserial,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";

export type Change = ValueChange | SetChange;

export type ValueChange = Readonly<{ field: string; from: string | null; to: string | null }>;

export type SetChange = Readonly<{ field: string; added: readonly string[]; removed: readonly string[] }>;

/**
 * Append-only by triggers: only rows without an actor and a target id can be deleted, after a day. Without foreign
 * keys, events outlive the accounts they are about. A label is the email at the time of the event.
 */
export const auditEvents = pgTable(
  "audit_events",
  {
    id: bigserial({ mode: "number" }).primaryKey(),
    at: timestamp({ withTimezone: true, precision: 3 }).notNull().defaultNow(),
    event: text().notNull(),
    outcome: text().notNull(),
    actorId: uuid("actor_id"),
    actorLabel: text("actor_label").notNull(),
    targetId: uuid("target_id"),
    targetLabel: text("target_label"),
    changes: jsonb().$type<readonly Change[]>().notNull().default([]),
    address: text(),
    /** How many events the row stands for, if several. */
    unrecordedCount: integer("unrecorded_count"),
  },
  (table) => {
    const { event, at, id } = table;
    const { actor, target, address } = keysOf(table);
    return [
      // One for each combination of filters of the audit log.
      index("audit_events_by_time").on(at, id),
      index("audit_events_by_event").on(event, at, id),
      index("audit_events_by_actor").on(hashOf(actor), event, at, id),
      index("audit_events_by_target").on(hashOf(target), event, at, id),
      index("audit_events_by_address").on(hashOf(address), event, at, id),
      index("audit_events_by_actor_and_target").on(hashOf(actor, target), event, at, id),
      index("audit_events_by_actor_and_address").on(hashOf(actor, address), event, at, id),
      index("audit_events_by_target_and_address").on(hashOf(target, address), event, at, id),
      index("audit_events_by_target_label")
        .on(table.targetLabel, table.targetId)
        .where(sql`${table.targetId} IS NOT NULL`),
      index("audit_events_without_account").on(at).where(isAboutNoAccount(table)),
      check(
        "audit_events_aggregate_without_account",
        sql`${table.unrecordedCount} IS NULL OR (${isAboutNoAccount(table)})`,
      ),
    ];
  },
);

type Columns = Record<"actorId" | "actorLabel" | "targetId" | "targetLabel" | "address", AnyPgColumn>;

export const keysOf = ({ actorId, actorLabel, targetId, targetLabel, address }: Columns) => ({
  actor: sql`coalesce(${actorId}::text, ${actorLabel})`,
  target: sql`coalesce(${targetId}::text, ${targetLabel})`,
  address: sql`${address}`,
});

/** Keeps the indexes small, and distinct for the planner. Hashes can collide: queries compare the keys as well. */
export const hashOf = (key: SQL, another?: SQL): SQL =>
  another ? sql`hashtextextended(${another}, ${hashOf(key)})` : sql`hashtextextended(${key}, 0)`;

export function isAboutNoAccount({ actorId, targetId }: Record<"actorId" | "targetId", AnyPgColumn>): SQL {
  return sql`${actorId} IS NULL AND ${targetId} IS NULL`;
}
