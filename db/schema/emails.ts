import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { links } from "./links.ts";

/** Every mail there is to send and what became of it. The job that sends one names its row and holds nothing of it. */
export const emails = pgTable(
  "emails",
  {
    id: uuid().primaryKey().defaultRandom(),
    kind: text().notNull(),
    /** Whom it is about. No foreign key: what became of a mail is known after the account has gone. */
    accountId: uuid("account_id").notNull(),
    recipient: text().notNull(),
    /** What its template is filled in with; no secret. */
    templateData: jsonb("template_data").$type<Readonly<Record<string, unknown>>>().notNull(),
    linkId: uuid("link_id").references(() => links.id, { onDelete: "set null" }),
    /** The secret of its link, encrypted with a key that is not in the database; gone once it is sent. */
    encryptedToken: text("encrypted_token"),
    state: text({ enum: ["WAITING", "SENT", "FAILED", "CANCELLED"] })
      .notNull()
      .default("WAITING"),
    /** Grows with every retry that an administrator asks for; providers tell repetitions by the id and this. */
    sendCycle: integer("send_cycle").notNull().default(1),
    cycleStartedAt: timestamp("cycle_started_at", { withTimezone: true, precision: 3 }).notNull().defaultNow(),
    attempts: integer().notNull().default(0),
    /** Until when whoever tries to send it may be taken to be alive. */
    leasedUntil: timestamp("leased_until", { withTimezone: true, precision: 3 }),
    /** What the provider said last, or why it was not sent. */
    problem: text(),
    createdAt: timestamp("created_at", { withTimezone: true, precision: 3 }).notNull().defaultNow(),
    completedAt: timestamp("completed_at", { withTimezone: true, precision: 3 }),
  },
  (table) => [
    check("emails_have_a_state", sql`${table.state} IN ('WAITING', 'SENT', 'FAILED', 'CANCELLED')`),
    index("emails_by_creation").on(table.createdAt, table.id),
    index("emails_by_account").on(table.accountId, table.createdAt),
    index("emails_by_link").on(table.linkId),
    index("emails_pending").on(table.state, table.createdAt).where(sql`${table.state} IN ('WAITING', 'FAILED')`),
  ],
);
