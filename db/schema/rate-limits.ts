import { integer, pgTable, text, timestamp } from "drizzle-orm/pg-core";

/** Counters of refused sign-ins, shared by all replicas; the columns are those rate-limiter-flexible asks for. */
export const rateLimits = pgTable("rate_limits", {
  key: text().primaryKey(),
  points: integer().notNull(),
  expire: timestamp({ withTimezone: true, precision: 3 }),
});
