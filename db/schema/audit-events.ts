import { bigserial, index, jsonb, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";

/** One field that was changed: a value with what it was and became, or a set with what was added to it and removed. */
export type Change = ValueChange | SetChange;

export type ValueChange = Readonly<{ field: string; from: string | null; to: string | null }>;

export type SetChange = Readonly<{ field: string; added: readonly string[]; removed: readonly string[] }>;

/**
 * What happened. Rows are only ever added (a trigger refuses the rest), and name people by id and by the e-mail of
 * that day without a foreign key, so that history outlives the accounts it is about.
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
  },
  (table) => [index("audit_events_by_target").on(table.targetId, table.id)],
);
