import { eq } from "drizzle-orm";
import { accounts } from "#db/schema/accounts.ts";
import { accountChanges } from "#lib/accounts/core/account-changes.ts";
import type { ProfileInput } from "#lib/accounts/core/account-input.ts";
import { record } from "#lib/audit/record.ts";
import { searchColumns } from "#lib/profile/search-keys.ts";
import { type LinkSubmission, setPasswordWithLink } from "./set-password-with-link.ts";

/** @throws InvalidLink, UserError for an unacceptable password */
export const activateAccount = (
  submission: LinkSubmission,
  input: ProfileInput & Readonly<{ password: string }>,
): Promise<void> => {
  const { password, ...profile } = input;
  const { address } = submission.source;
  return setPasswordWithLink(submission, "activation", password, async (tx, account, stateChanges) => {
    const edited = { ...account, ...profile };
    await tx
      .update(accounts)
      .set({ ...profile, ...searchColumns(edited) })
      .where(eq(accounts.id, account.id));
    const changes = [...accountChanges(account, edited), ...stateChanges];
    await record(tx, { event: "account_activated", by: { ...account, address }, on: account, changes });
  });
};
