import { sql } from "drizzle-orm";
import { boolean, check, pgTable } from "drizzle-orm/pg-core";

/** Settings of the installation: at most one row, and none with the defaults. */
export const settings = pgTable(
  "settings",
  {
    singleton: boolean().primaryKey().default(true),
    segregation: boolean().notNull().default(false),
  },
  (table) => [check("settings_single_row", sql`${table.singleton}`)],
);
