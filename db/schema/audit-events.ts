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
    moreLikeIt: integer("more_like_it"),
  },
  (table) => [
    index("audit_events_by_target").on(table.targetId, table.id),
    index("audit_events_about_no_account").on(table.at).where(isAboutNoAccount(table)),
    check("audit_events_about_accounts_are_single", sql`${table.moreLikeIt} IS NULL OR (${isAboutNoAccount(table)})`),
  ],
);

/** Whether an event names no account, neither as its actor nor as its target. */
export function isAboutNoAccount({ actorId, targetId }: Record<"actorId" | "targetId", AnyPgColumn>): SQL {
  return sql`${actorId} IS NULL AND ${targetId} IS NULL`;
}
