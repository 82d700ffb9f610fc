import { pgTable, primaryKey, text, timestamp, unique, uuid } from "drizzle-orm/pg-core";
import { accounts } from "./accounts.ts";

/** Links accounts to identity providers: at most one subject per issuer, which no other account has. */
export const identities = pgTable(
  "identities",
  {
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    issuer: text().notNull(),
    /** The `sub` claim, which the provider never reassigns (OpenID Connect Core 1.0, section 2). */
    subject: text().notNull(),
    /** The provider's email at the last sign-in, for display only. */
    email: text(),
    linkedAt: timestamp("linked_at", { withTimezone: true, precision: 3 }).notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.issuer] }),
    unique("identities_unique_subject").on(table.issuer, table.subject),
  ],
);
