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

/** One field that was changed: a value with what it was and became, or a set with what was added to it and removed. */
export type Change = ValueChange | SetChange;

export type ValueChange = Readonly<{ field: string; from: string | null; to: string | null }>;

export type SetChange = Readonly<{ field: string; added: readonly string[]; removed: readonly string[] }>;

/**
 * What happened. Rows are only ever added, and name people by id and by the email of that day without a foreign key, so
 * that history outlives the accounts it is about. Triggers refuse the rest, but for deleting rows older than a day that
 * have neither an actor's id nor a target's.
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
    /** Of a row that sums up: how many more such events there were than are recorded singly. */
    unrecordedCount: integer("unrecorded_count"),
  },
  (table) => {
    const { event, at, id } = table;
    const { actor, target, address } = keysOf(table);
    return [
      // One for each way in which the audit log can be filtered, in its order.
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
      index("audit_events_about_no_account").on(at).where(isAboutNoAccount(table)),
      check(
        "audit_events_about_accounts_are_single",
        sql`${table.unrecordedCount} IS NULL OR (${isAboutNoAccount(table)})`,
      ),
    ];
  },
);

type Columns = Record<"actorId" | "actorLabel" | "targetId" | "targetLabel" | "address", AnyPgColumn>;

/** Whom the actor and the target are known by: their ids, or their descriptions where they have none. */
export const keysOf = ({ actorId, actorLabel, targetId, targetLabel, address }: Columns) => ({
  actor: sql`coalesce(${actorId}::text, ${actorLabel})`,
  target: sql`coalesce(${targetId}::text, ${targetLabel})`,
  address: sql`${address}`,
});

/**
 * One or two such keys as a number, which keeps an index short, and its order its own: the planner could walk along one that
 * begins alike. Who asks by it compares the keys as well.
 */
export const hashOf = (key: SQL, another?: SQL): SQL =>
  another ? sql`hashtextextended(${another}, ${hashOf(key)})` : sql`hashtextextended(${key}, 0)`;

/** Whether an event names no account, neither as its actor nor as its target. */
export function isAboutNoAccount({ actorId, targetId }: Record<"actorId" | "targetId", AnyPgColumn>): SQL {
  return sql`${actorId} IS NULL AND ${targetId} IS NULL`;
}
