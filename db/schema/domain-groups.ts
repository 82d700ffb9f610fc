import { pgTable, text, uuid } from "drizzle-orm/pg-core";

/** Within one group, the restrictions of an account are combined with OR; across groups, with AND. */
export const domainGroups = pgTable("domain_groups", {
  id: uuid().primaryKey().defaultRandom(),
  /** Never changed, because audit events and the product behind Gatehouse refer to it. */
  name: text().notNull(),
  normalizedName: text("normalized_name").notNull().unique(),
  colour: text().notNull(),
  description: text().notNull(),
});
