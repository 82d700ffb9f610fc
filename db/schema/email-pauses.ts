import { sql } from "drizzle-orm";
import { boolean, check, pgTable, timestamp } from "drizzle-orm/pg-core";

/** At most one row: no process sends email before this time, because the provider asked to wait. */
export const emailPauses = pgTable(
  "email_pauses",
  {
    singleton: boolean().primaryKey().default(true),
    until: timestamp({ withTimezone: true, precision: 3 }).notNull(),
  },
  (table) => [check("email_pauses_single_row", sql`${table.singleton}`)],
);
