import { index, pgTable, text, timestamp } from "drizzle-orm/pg-core";

/** Replay protection: the `state` of a federated sign-in, or the `jti` of a logout token. */
export const consumedTokens = pgTable(
  "consumed_tokens",
  {
    /** SHA-256, base64url. */
    hash: text().primaryKey(),
    /** When the token itself expires. */
    expiresAt: timestamp("expires_at", { withTimezone: true, precision: 3 }).notNull(),
  },
  (table) => [index("consumed_tokens_by_expiry").on(table.expiresAt)],
);
