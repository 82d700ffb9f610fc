import { index, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { accounts } from "./accounts.ts";

/** Invalid links are kept for a while, so that their page can give the reason. */
export const links = pgTable(
  "links",
  {
    /** Not secret, unlike the token. */
    id: uuid().primaryKey().defaultRandom(),
    purpose: text().notNull(),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    email: text().notNull(),
    /** SHA-256 of the token in the link, base64url. */
    tokenHash: text("token_hash").notNull().unique(),
    createdAt: timestamp("created_at", { withTimezone: true, precision: 3 }).notNull().defaultNow(),
    expiresAt: timestamp("expires_at", { withTimezone: true, precision: 3 }).notNull(),
    usedAt: timestamp("used_at", { withTimezone: true, precision: 3 }),
    /** Set when a newer link was issued, or its purpose no longer applies. */
    supersededAt: timestamp("superseded_at", { withTimezone: true, precision: 3 }),
  },
  (table) => [
    index("links_by_account").on(table.accountId, table.createdAt),
    index("links_by_expiry").on(table.expiresAt),
  ],
);
