import { eq } from "drizzle-orm";
import { accounts } from "#db/schema/accounts.ts";
import { accountChanges } from "#lib/accounts/core/account-changes.ts";
import type { ProfileInput } from "#lib/accounts/core/account-input.ts";
import { record } from "#lib/audit/record.ts";
import { searchColumns } from "#lib/profile/search-keys.ts";
import { type LinkSubmission, setPasswordWithLink } from "./set-password-with-link.ts";

/**
 * Stores the password that a new user chose, and their corrected names and phone. Nobody is signed in by it.
 * @throws InvalidLink when the link is not valid
 * @throws UserError when the password breaks a rule
 */
export const activateAccount = (
  user: LinkSubmission,
  chosen: ProfileInput & Readonly<{ password: string }>,
): Promise<void> => {
  const { password, ...profile } = chosen;
  const { address } = user.source;
  return setPasswordWithLink(user, "activation", password, async (tx, account, changes) => {
    const edited = { ...account, ...profile };
    await tx
      .update(accounts)
      .set({ ...profile, ...searchColumns(edited) })
      .where(eq(accounts.id, account.id));
    const allChanges = [...accountChanges(account, edited), ...changes];
    await record(tx, { event: "account_activated", by: { ...account, address }, on: account, changes: allChanges });
  });
};
