import { sql } from "drizzle-orm";
import { boolean, index, integer, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { accounts } from "./accounts.ts";

/** What signing in reads and writes; narrow, because it changes far more often than the account does. */
export const credentials = pgTable(
  "credentials",
  {
    accountId: uuid("account_id")
      .primaryKey()
      .references(() => accounts.id, { onDelete: "cascade" }),
    /** Scheme, key id and bcrypt hash; null while there is nothing to sign in with. */
    passwordHash: text("password_hash"),
    /** Set while the password is a single-use one, which lets its holder do nothing but choose a password. */
    singleUseExpiresAt: timestamp("single_use_expires_at", { withTimezone: true, precision: 3 }),
    /** When its holder first chose a password of their own; null until they came in. */
    activatedAt: timestamp("activated_at", { withTimezone: true, precision: 3 }),
    /** Grows whenever the password is replaced: a verdict counts only against the password it was reached for. */
    version: integer("credential_version").notNull().default(1),
    failedAttempts: integer("failed_attempts").notNull().default(0),
    lastFailedAt: timestamp("last_failed_at", { withTimezone: true, precision: 3 }),
    lockedAt: timestamp("locked_at", { withTimezone: true, precision: 3 }),
    lastSignInAt: timestamp("last_sign_in_at", { withTimezone: true, precision: 3 }),
    /** Whether there is an identity of the account, at whichever provider: kept by a trigger on `identities`. */
    hasIdentity: boolean("has_identity").notNull().default(false),
  },
  (table) => [
    index("credentials_by_last_sign_in").using(
      "btree",
      sql`coalesce(${table.lastSignInAt}, '-infinity'::timestamptz)`,
      table.accountId,
    ),
    // An index cannot find what is missing from another table.
    index("credentials_without_identity").on(table.accountId).where(sql`NOT ${table.hasIdentity}`),
    index("credentials_locked").on(table.accountId).where(sql`${table.lockedAt} IS NOT NULL`),
  ],
);
