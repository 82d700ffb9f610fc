import { sql } from "drizzle-orm";
import { boolean, index, integer, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { accounts } from "./accounts.ts";

/** What signing in reads and writes: a narrow table, because it is updated far more often than `accounts`. */
export const credentials = pgTable(
  "credentials",
  {
    accountId: uuid("account_id")
      .primaryKey()
      .references(() => accounts.id, { onDelete: "cascade" }),
    /** Scheme, key id and bcrypt hash; null without a password. */
    passwordHash: text("password_hash"),
    /** Set while the password is a single-use one, which only lets its user choose a new password. */
    singleUseExpiresAt: timestamp("single_use_expires_at", { withTimezone: true, precision: 3 }),
    /** When the user first chose a password; null before. */
    activatedAt: timestamp("activated_at", { withTimezone: true, precision: 3 }),
    /** Incremented with every new password: a verification only counts for the version it has read. */
    version: integer("credential_version").notNull().default(1),
    failedAttempts: integer("failed_attempts").notNull().default(0),
    lastFailedAt: timestamp("last_failed_at", { withTimezone: true, precision: 3 }),
    lockedAt: timestamp("locked_at", { withTimezone: true, precision: 3 }),
    lastSignInAt: timestamp("last_sign_in_at", { withTimezone: true, precision: 3 }),
    /** Whether the account has an identity at any provider. Maintained by a trigger on `identities`. */
    hasIdentity: boolean("has_identity").notNull().default(false),
    /** A copy of the account's, so that an index has the locked accounts in this order. Set by a trigger. */
    accountCreatedAt: timestamp("account_created_at", { withTimezone: true, precision: 3 }).notNull().defaultNow(),
  },
  (table) => [
    index("credentials_by_last_sign_in").using(
      "btree",
      sql`coalesce(${table.lastSignInAt}, '-infinity'::timestamptz)`,
      table.accountId,
    ),
    // Accounts without a row in another table cannot be found by an index on that table.
    index("credentials_without_identity").on(table.accountId).where(sql`NOT ${table.hasIdentity}`),
    index("credentials_locked").on(table.accountId).where(sql`${table.lockedAt} IS NOT NULL`),
    index("credentials_locked_by_last_sign_in")
      .using("btree", sql`coalesce(${table.lastSignInAt}, '-infinity'::timestamptz)`, table.accountId)
      .where(sql`${table.lockedAt} IS NOT NULL`),
    index("credentials_locked_by_creation")
      .on(table.accountCreatedAt, table.accountId)
      .where(sql`${table.lockedAt} IS NOT NULL`),
  ],
);
