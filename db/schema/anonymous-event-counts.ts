import { index, integer, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";

/** In windows of the database's clock. */
export const anonymousEventCounts = pgTable(
  "anonymous_event_counts",
  {
    event: text().notNull(),
    /** A network, or `everywhere`. */
    source: text().notNull(),
    windowStart: timestamp("window_start", { withTimezone: true, precision: 3 }).notNull(),
    /** Events within the limit, recorded one by one. */
    recorded: integer().notNull().default(0),
    /** Events over the limit, recorded as one audit event at the end of the window. */
    aggregated: integer().notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.event, table.source, table.windowStart] }),
    index("anonymous_event_counts_by_window").on(table.windowStart),
  ],
);
