import { index, pgTable, text, timestamp } from "drizzle-orm/pg-core";

/** What may be used once: the state of a sign-in at the identity provider, the id of one of its logout tokens. */
export const consumedTokens = pgTable(
  "consumed_tokens",
  {
    /** SHA-256, base64url. */
    hash: text().primaryKey(),
    /** From when on it would be refused for its age. */
    expiresAt: timestamp("expires_at", { withTimezone: true, precision: 3 }).notNull(),
  },
  (table) => [index("consumed_tokens_by_expiry").on(table.expiresAt)],
);
