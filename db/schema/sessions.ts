import { sql } from "drizzle-orm";
import { index, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { accounts } from "./accounts.ts";

/** The cookie only identifies the row, which is checked on every request. */
export const sessions = pgTable(
  "sessions",
  {
    /** Not secret, unlike the token. */
    id: uuid().primaryKey().defaultRandom(),
    /** SHA-256 of the token in the cookie, base64url. */
    tokenHash: text("token_hash").notNull().unique(),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    address: text(),
    userAgent: text("user_agent"),
    createdAt: timestamp("created_at", { withTimezone: true, precision: 3 }).notNull().defaultNow(),
    lastSeenAt: timestamp("last_seen_at", { withTimezone: true, precision: 3 }).notNull().defaultNow(),
    expiresAt: timestamp("expires_at", { withTimezone: true, precision: 3 }).notNull(),
    /** The identity provider that the user signed in with; null for a password. */
    issuer: text(),
    /** The `sid` claim, for back-channel logout. */
    providerSessionId: text("provider_session_id"),
    /** For `id_token_hint` when signing out at the provider. */
    encryptedIdToken: text("encrypted_id_token"),
  },
  (table) => [
    index("sessions_by_account").on(table.accountId),
    index("sessions_by_provider_session")
      .on(table.providerSessionId)
      .where(sql`${table.providerSessionId} IS NOT NULL`),
  ],
);
