import { pgTable, primaryKey, text, timestamp, unique, uuid } from "drizzle-orm/pg-core";
import { accounts } from "./accounts.ts";

/** Who an account is at an identity provider: one person there, and nobody else's account here. */
export const identities = pgTable(
  "identities",
  {
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    issuer: text().notNull(),
    /** The provider's own name for the person (`sub`), never given to another one (OpenID Connect Core 1.0, 2). */
    subject: text().notNull(),
    /** The e-mail that the provider knew them by at their last sign-in; shown, and never followed. */
    email: text(),
    linkedAt: timestamp("linked_at", { withTimezone: true, precision: 3 }).notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.issuer] }),
    unique("identities_belong_to_one_account").on(table.issuer, table.subject),
  ],
);
