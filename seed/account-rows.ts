import { randomUUID } from "node:crypto";
import type { accountDomains } from "#db/schema/account-domains.ts";
import type { accounts } from "#db/schema/accounts.ts";
import type { credentials } from "#db/schema/credentials.ts";
import { searchColumns } from "#lib/profile/search-keys.ts";
import type { CredentialState } from "./credential-states.ts";
import type { Person } from "./person.ts";

export type SeededAccount = Readonly<{
  person: Person;
  createdAt: Date;
  credentialState: CredentialState;
  domainIds?: readonly string[];
}>;

/** The rows of new accounts in each table. */
type Rows = Readonly<{
  accounts: (typeof accounts.$inferInsert & { id: string })[];
  credentials: (typeof credentials.$inferInsert)[];
  accountDomains: (typeof accountDomains.$inferInsert)[];
}>;

export function accountRows(seeded: readonly SeededAccount[]): Rows {
  const all = seeded.map((account) => ({ ...account, id: randomUUID() }));
  return {
    accounts: all.map(({ id, person, createdAt, domainIds = [] }) => ({
      id,
      ...person,
      roles: [...person.roles],
      createdAt,
      ...searchColumns(person),
      domainIds: domainIds.length > 0 ? [...domainIds].sort() : null,
    })),
    credentials: all.map(({ id, credentialState }) => ({ accountId: id, ...credentialState })),
    accountDomains: all.flatMap(({ id, domainIds = [] }) => domainIds.map((domainId) => ({ accountId: id, domainId }))),
  };
}
