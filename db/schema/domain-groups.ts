import { pgTable, text, uuid } from "drizzle-orm/pg-core";

/** A named, coloured family of domains. An account's restrictions add up within one and narrow across several. */
export const domainGroups = pgTable("domain_groups", {
  id: uuid().primaryKey().defaultRandom(),
  /** Never changed: restrictions, history and the product behind Gatehouse know the group by it. */
  name: text().notNull(),
  /** The name as it is compared, without regard to case. */
  normalizedName: text("normalized_name").notNull().unique(),
  /** Of its badge, as #rrggbb. */
  colour: text().notNull(),
  description: text().notNull(),
});
