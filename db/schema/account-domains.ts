import { index, pgTable, primaryKey, uuid } from "drizzle-orm/pg-core";
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
  },
  (table) => [
    primaryKey({ name: "account_domains_pk", columns: [table.accountId, table.domainId] }),
    index("account_domains_by_domain").on(table.domainId, table.accountId),
  ],
);
