import { sql } from "drizzle-orm";
import { type AnyPgColumn, boolean, index, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { domainGroups } from "./domain-groups.ts";

/** A node of a group's tree. Neither its group nor a domain with others below it can be deleted. */
export const domains = pgTable(
  "domains",
  {
    id: uuid().primaryKey().defaultRandom(),
    groupId: uuid("group_id")
      .notNull()
      .references(() => domainGroups.id),
    parentId: uuid("parent_id").references((): AnyPgColumn => domains.id),
    /** All of it, from the root: EMEA/France/Paris. Never changed. */
    path: text().notNull(),
    /** The path as it is compared and sorted, without regard to case. */
    normalizedPath: text("normalized_path").notNull(),
    /** An inactive one cannot be newly assigned; what has it keeps it. */
    isActive: boolean("is_active").notNull().default(true),
  },
  (table) => [
    // Ordered by bytes, so that it also finds what begins with a path.
    uniqueIndex("domains_by_path").using("btree", table.groupId, sql`${table.normalizedPath} COLLATE "C"`),
    index("domains_by_parent").using("btree", table.parentId, table.groupId, sql`${table.normalizedPath} COLLATE "C"`),
  ],
);
