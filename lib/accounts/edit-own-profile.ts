import { eq } from "drizzle-orm";
import { transaction } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import type { Actor } from "#lib/access/actor.ts";
import { record } from "#lib/audit/record.ts";
import { accountChanges } from "./account-changes.ts";
import type { ProfileInput } from "./account-input.ts";
import { findForChange } from "./find-for-change.ts";
import { nameKey, searchText } from "./folded.ts";

/**
 * Corrects the actor's own names and phone.
 * @throws NotFound when the account is gone
 */
export const editOwnProfile = (actor: Actor, profile: ProfileInput): Promise<void> =>
  transaction(async (tx) => {
    const current = await findForChange(tx, actor.id);
    const edited = { ...current, ...profile };
    const changes = accountChanges(current, edited);
    if (changes.length === 0) return;
    await tx
      .update(accounts)
      .set({ ...profile, nameKey: nameKey(edited), searchText: searchText(edited) })
      .where(eq(accounts.id, actor.id));
    await record(tx, { event: "account_changed", by: actor, on: actor, changes });
  });
