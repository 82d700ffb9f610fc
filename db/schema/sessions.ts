import { sql } from "drizzle-orm";
import { index, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { accounts } from "./accounts.ts";

/** One signed-in browser. The row decides, on every request; the cookie only names it. */
export const sessions = pgTable(
  "sessions",
  {
    /** What forms and audit events call it; worth nothing to a thief. */
    id: uuid().primaryKey().defaultRandom(),
    /** SHA-256 of the secret in the cookie, base64url. */
    tokenHash: text("token_hash").notNull().unique(),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    address: text(),
    userAgent: text("user_agent"),
    createdAt: timestamp("created_at", { withTimezone: true, precision: 3 }).notNull().defaultNow(),
    lastSeenAt: timestamp("last_seen_at", { withTimezone: true, precision: 3 }).notNull().defaultNow(),
    expiresAt: timestamp("expires_at", { withTimezone: true, precision: 3 }).notNull(),
    /** The identity provider that opened it; null for a password. */
    issuer: text(),
    /** What the identity provider calls its own session, for when it ends that. */
    providerSessionId: text("provider_session_id"),
    /** The ID token that opened it, encrypted: signing out there asks for it. */
    encryptedIdToken: text("encrypted_id_token"),
  },
  (table) => [
    index("sessions_by_account").on(table.accountId),
    index("sessions_by_provider_session")
      .on(table.providerSessionId)
      .where(sql`${table.providerSessionId} IS NOT NULL`),
  ],
);
