import { sql } from "drizzle-orm";
import { check, index, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";

/** Columns that change at every sign-in are in `credentials`. */
export const accounts = pgTable(
  "accounts",
  {
    id: uuid().primaryKey().defaultRandom(),
    /** Canonical, in lower-case ASCII: uniqueness is plain equality. */
    email: text().notNull().unique(),
    firstName: text("first_name").notNull(),
    lastName: text("last_name").notNull(),
    /** E.164, such as +33123456789. */
    phone: text(),
    roles: text().array().notNull(),
    emailNotifications: text("email_notifications").array().notNull().default([]),
    createdAt: timestamp("created_at", { withTimezone: true, precision: 3 }).notNull().defaultNow(),
    sortKey: text("sort_key").notNull(),
    searchText: text("search_text").notNull(),
    /** Copies of those in `account_domains`, so that one index has all that narrows a search. Set by triggers. */
    domainIds: uuid("domain_ids").array(),
  },
  (table) => [
    check("accounts_have_a_role", sql`cardinality(${table.roles}) > 0`),
    index("accounts_by_name").using("btree", sql`${table.sortKey} COLLATE "C"`, table.id),
    index("accounts_by_email").using("btree", sql`${table.email} COLLATE "C"`, table.id),
    index("accounts_by_creation").on(table.createdAt, table.id),
    // Trigrams find three letters or more, grams one or two. With fastupdate, every search would scan the pending list until the
    // next vacuum.
    index("accounts_by_search")
      .using(
        "gin",
        table.searchText.op("gin_trgm_ops"),
        sql`search_grams(${table.searchText})`,
        table.roles,
        table.domainIds,
      )
      .with({ fastupdate: false }),
  ],
);
