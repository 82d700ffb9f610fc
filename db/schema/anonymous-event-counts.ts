import { index, integer, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";

/** What people without an account caused in one window of the database's clock, by the kind of event and the source. */
export const anonymousEventCounts = pgTable(
  "anonymous_event_counts",
  {
    event: text().notNull(),
    /** A network, or `everywhere`. */
    source: text().notNull(),
    windowStart: timestamp("window_start", { withTimezone: true, precision: 3 }).notNull(),
    /** Events that used the limit up. */
    recorded: integer().notNull().default(0),
    /** Events past the limit, which one audit event will sum up once the window is over. */
    summed: integer().notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.event, table.source, table.windowStart] }),
    index("anonymous_event_counts_by_window").on(table.windowStart),
  ],
);
