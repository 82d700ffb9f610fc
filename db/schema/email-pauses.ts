import { sql } from "drizzle-orm";
import { boolean, check, pgTable, timestamp } from "drizzle-orm/pg-core";

/** One row, or none: until when the mail provider asked all of us to wait. */
export const emailPauses = pgTable(
  "email_pauses",
  {
    only: boolean().primaryKey().default(true),
    until: timestamp({ withTimezone: true, precision: 3 }).notNull(),
  },
  (table) => [check("email_pauses_is_one", sql`${table.only}`)],
);
