import { sql } from "drizzle-orm";
import { type AnyPgColumn, boolean, index, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { domainGroups } from "./domain-groups.ts";

/** Neither a domain with children nor its group can be deleted. */
export const domains = pgTable(
  "domains",
  {
    id: uuid().primaryKey().defaultRandom(),
    groupId: uuid("group_id")
      .notNull()
      .references(() => domainGroups.id),
    parentId: uuid("parent_id").references((): AnyPgColumn => domains.id),
    /** From the root, such as EMEA/France/Paris. Never changed. */
    path: text().notNull(),
    normalizedPath: text("normalized_path").notNull(),
    /** An inactive domain cannot be assigned, and stays with the accounts that have it. */
    isActive: boolean("is_active").notNull().default(true),
  },
  (table) => [
    // COLLATE "C", so that the index also serves prefix searches.
    uniqueIndex("domains_by_path").using("btree", table.groupId, sql`${table.normalizedPath} COLLATE "C"`),
    index("domains_by_parent").using("btree", table.parentId, table.groupId, sql`${table.normalizedPath} COLLATE "C"`),
  ],
);
