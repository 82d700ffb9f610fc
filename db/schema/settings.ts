import { sql } from "drizzle-orm";
import { boolean, check, pgTable } from "drizzle-orm/pg-core";

/** What administrators have decided for the installation as a whole: one row, or none while all is as it comes. */
export const settings = pgTable(
  "settings",
  {
    only: boolean().primaryKey().default(true),
    /** Whether domains limit what accounts see. */
    segregation: boolean().notNull().default(false),
  },
  (table) => [check("settings_are_one", sql`${table.only}`)],
);
