import { eq } from "drizzle-orm";
import { transaction } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import type { Actor } from "#lib/access/actor.ts";
import { record } from "#lib/audit/record.ts";
import { authenticationMode } from "#lib/config/authentication-mode.ts";
import { searchColumns } from "#lib/profile/search-keys.ts";
import { accountChanges } from "./core/account-changes.ts";
import type { ProfileInput } from "./core/account-input.ts";
import { canEditOwnProfile, requireAllowed } from "./core/account-policy.ts";
import { lockAccount } from "./core/lock-account.ts";
import { StaleEdit } from "./core/stale-edit.ts";

/** @throws NotFound, StaleEdit when the stored profile differs from `seen`, UserError in federated mode */
export const updateOwnProfile = (actor: Actor, profile: ProfileInput, seen: ProfileInput): Promise<void> =>
  transaction(async (tx) => {
    requireAllowed(canEditOwnProfile(authenticationMode()));
    const current = await lockAccount(tx, actor.id);
    if (accountChanges({ ...current, ...seen }, current).length > 0) throw new StaleEdit(current);
    const edited = { ...current, ...profile };
    const changes = accountChanges(current, edited);
    if (changes.length === 0) return;
    await tx
      .update(accounts)
      .set({ ...profile, ...searchColumns(edited) })
      .where(eq(accounts.id, actor.id));
    await record(tx, { event: "account_updated", by: actor, on: actor, changes });
  });
