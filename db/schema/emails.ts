import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { links } from "./links.ts";

/** The payload of a job is only the id of a row. */
export const emails = pgTable(
  "emails",
  {
    id: uuid().primaryKey().defaultRandom(),
    kind: text().notNull(),
    /** No foreign key, so that the row outlives the account. */
    accountId: uuid("account_id").notNull(),
    recipient: text().notNull(),
    /** Contains no secret. */
    templateData: jsonb("template_data").$type<Readonly<Record<string, unknown>>>().notNull(),
    linkId: uuid("link_id").references(() => links.id, { onDelete: "set null" }),
    /** The token of the link, encrypted with a key outside the database. Deleted when the email is sent. */
    encryptedToken: text("encrypted_token"),
    state: text({ enum: ["WAITING", "SENT", "FAILED", "CANCELLED"] })
      .notNull()
      .default("WAITING"),
    /** Incremented when an administrator retries. With the id, it is the idempotency key for the provider. */
    sendCycle: integer("send_cycle").notNull().default(1),
    cycleStartedAt: timestamp("cycle_started_at", { withTimezone: true, precision: 3 }).notNull().defaultNow(),
    attempts: integer().notNull().default(0),
    /** After this time, the process that was sending it is assumed to be dead. */
    leasedUntil: timestamp("leased_until", { withTimezone: true, precision: 3 }),
    /** The provider's last response, or the reason why it was not sent. */
    problem: text(),
    createdAt: timestamp("created_at", { withTimezone: true, precision: 3 }).notNull().defaultNow(),
    completedAt: timestamp("completed_at", { withTimezone: true, precision: 3 }),
  },
  (table) => [
    check("emails_have_a_state", sql`${table.state} IN ('WAITING', 'SENT', 'FAILED', 'CANCELLED')`),
    index("emails_by_creation").on(table.createdAt, table.id),
    index("emails_by_account").on(table.accountId, table.createdAt, table.id),
    index("emails_by_state").on(table.state, table.createdAt, table.id),
    index("emails_by_link").on(table.linkId),
    // For the warning on every page.
    index("emails_not_delivered")
      .on(table.state)
      .where(sql`${table.state} IN ('WAITING', 'FAILED') AND ${table.problem} IS NOT NULL`),
  ],
);
