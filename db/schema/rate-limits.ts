import { index, integer, pgTable, text, timestamp } from "drizzle-orm/pg-core";

/** Counters that all replicas share, in windows of the database's clock. */
export const rateLimits = pgTable(
  "rate_limits",
  {
    key: text().primaryKey(),
    points: integer().notNull().default(0),
    /** End of the window. */
    expiresAt: timestamp("expires_at", { withTimezone: true, precision: 3 }),
    /** Reservations of attempts that are not decided yet. */
    inFlight: integer("in_flight").notNull().default(0),
    /** When reservations expire, because the process that made them may have been killed. */
    inFlightUntil: timestamp("in_flight_until", { withTimezone: true, precision: 3 }),
  },
  (table) => [index("rate_limits_by_expiry").on(table.expiresAt)],
);
