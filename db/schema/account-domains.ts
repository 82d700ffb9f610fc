import { sql } from "drizzle-orm";
import { index, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { accounts } from "./accounts.ts";
import { domains } from "./domains.ts";

/** A domain with restricted accounts cannot be deleted. */
export const accountDomains = pgTable(
  "account_domains",
  {
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    domainId: uuid("domain_id")
      .notNull()
      .references(() => domains.id),
    /** Copies of the account's, so that the accounts in a domain are in order without sorting. Set by triggers. */
    sortKey: text("sort_key").notNull().default(""),
    email: text().notNull().default(""),
    createdAt: timestamp("created_at", { withTimezone: true, precision: 3 }).notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ name: "account_domains_pk", columns: [table.accountId, table.domainId] }),
    index("account_domains_by_domain").on(table.domainId, table.accountId),
    index("account_domains_by_name").using("btree", table.domainId, sql`${table.sortKey} COLLATE "C"`, table.accountId),
    index("account_domains_by_email").using("btree", table.domainId, sql`${table.email} COLLATE "C"`, table.accountId),
    index("account_domains_by_creation").on(table.domainId, table.createdAt, table.accountId),
  ],
);
