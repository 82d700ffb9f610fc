import { eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { accountChanges } from "#lib/accounts/core/account-changes.ts";
import { providerActor } from "#lib/audit/audit-actor.ts";
import { record } from "#lib/audit/record.ts";
import { fullName } from "#lib/profile/full-name.ts";
import { nameField } from "#lib/profile/name.ts";
import { searchColumns } from "#lib/profile/search-keys.ts";
import type { IdentityClaims } from "./identity-claims.ts";

export async function syncNames(
  tx: Transaction,
  account: typeof accounts.$inferSelect,
  claims: IdentityClaims,
  address: string | null,
): Promise<void> {
  const updated = { ...account, ...namesFrom(claims, account) };
  const changes = accountChanges(account, updated);
  if (changes.length === 0) return;
  const { firstName, lastName } = updated;
  await tx
    .update(accounts)
    .set({ firstName, lastName, ...searchColumns(updated) })
    .where(eq(accounts.id, account.id));
  await record(tx, { event: "account_updated", by: providerActor(address), on: account, changes });
}

type Names = Readonly<{ firstName: string; lastName: string }>;

/** A `name` alone becomes the first name: nobody can tell where that ends. */
function namesFrom({ givenName, familyName, name }: IdentityClaims, current: Names): Names {
  const [firstName, lastName] = [validName(givenName), validName(familyName)];
  if (firstName || lastName)
    return { firstName: firstName ?? current.firstName, lastName: lastName ?? current.lastName };
  const whole = validName(name);
  return whole === undefined || whole === fullName(current) ? current : { firstName: whole, lastName: "" };
}

const validName = (claim: string | undefined): string | undefined => nameField("name").safeParse(claim).data;
