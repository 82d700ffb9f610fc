import { index, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { accounts } from "./accounts.ts";

/** A link in a mail. Used, replaced and expired ones stay for a while, so that their pages can say which they are. */
export const links = pgTable(
  "links",
  {
    /** What forms and emails call it; opens nothing. */
    id: uuid().primaryKey().defaultRandom(),
    purpose: text().notNull(),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    /** The mailbox that it was sent to. */
    email: text().notNull(),
    /** SHA-256 of the secret in the link, base64url. */
    tokenHash: text("token_hash").notNull().unique(),
    createdAt: timestamp("created_at", { withTimezone: true, precision: 3 }).notNull().defaultNow(),
    expiresAt: timestamp("expires_at", { withTimezone: true, precision: 3 }).notNull(),
    usedAt: timestamp("used_at", { withTimezone: true, precision: 3 }),
    /** Set when a newer link, or a change of what it was for, took its place. */
    supersededAt: timestamp("superseded_at", { withTimezone: true, precision: 3 }),
  },
  (table) => [index("links_by_account").on(table.accountId, table.createdAt)],
);
