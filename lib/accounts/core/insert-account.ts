import type { Transaction } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import type { Role } from "#lib/access/roles.ts";
import { UserError } from "#lib/errors.ts";
import { searchColumns } from "#lib/profile/search-keys.ts";

type NewAccount = Readonly<{
  email: string;
  firstName: string;
  lastName: string;
  phone: string | null;
  roles: readonly Role[];
}>;

/** @throws UserError when the email is taken */
export async function insertAccount(tx: Transaction, account: NewAccount): Promise<{ id: string; email: string }> {
  const [added] = await tx
    .insert(accounts)
    .values({ ...account, roles: [...account.roles], ...searchColumns(account) })
    .onConflictDoNothing({ target: accounts.email })
    .returning({ id: accounts.id, email: accounts.email });
  if (!added) throw new UserError({ email: EMAIL_TAKEN });
  return added;
}

export const EMAIL_TAKEN = "Another account already uses this email address.";
