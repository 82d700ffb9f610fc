import { index, integer, pgTable, text, timestamp } from "drizzle-orm/pg-core";

/** Counters that all replicas share, each with a window that the database's clock opens and ends. */
export const rateLimits = pgTable(
  "rate_limits",
  {
    key: text().primaryKey(),
    points: integer().notNull().default(0),
    /** When the points count no more. */
    expire: timestamp({ withTimezone: true, precision: 3 }),
    /** Reserved for what is on its way: no points yet, and maybe never. */
    inFlight: integer("in_flight").notNull().default(0),
    /** When reservations count no more, because whoever made them may have been killed. */
    inFlightUntil: timestamp("in_flight_until", { withTimezone: true, precision: 3 }),
  },
  (table) => [index("rate_limits_by_expiry").on(table.expire)],
);
