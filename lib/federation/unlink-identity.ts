import { eq } from "drizzle-orm";
import { identities } from "#db/schema/identities.ts";
import type { Actor } from "#lib/access/actor.ts";
import { canUnlinkIdentity, requireAllowed } from "#lib/accounts/core/account-policy.ts";
import { lockAccount } from "#lib/accounts/core/lock-account.ts";
import { record } from "#lib/audit/record.ts";
import { asAdministrator } from "#lib/authorization/as-administrator.ts";
import { UserError } from "#lib/errors.ts";
import { revokeSessions } from "#lib/sessions/revoke-sessions.ts";

/** @throws Forbidden, NotFound, UserError when it is not linked, or is the actor's own */
export const unlinkIdentity = (actor: Actor, id: string): Promise<string> =>
  asAdministrator(actor, async (tx) => {
    const account = await lockAccount(tx, id);
    requireAllowed(canUnlinkIdentity(actor, account));
    const unlinked = await tx.delete(identities).where(eq(identities.accountId, account.id)).returning();
    if (unlinked.length === 0) throw new UserError("This account is not linked to the identity provider.");
    // The sessions may be another user's.
    await revokeSessions(tx, account.id);
    const changes = unlinked.map(({ subject, issuer }) => ({
      field: "Identity at the provider",
      from: `${subject} (${issuer})`,
      to: null,
    }));
    await record(tx, { event: "identity_unlinked", by: actor, on: account, changes });
    return account.email;
  });
