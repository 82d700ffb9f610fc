import { eq } from "drizzle-orm";
import { identities } from "#db/schema/identities.ts";
import type { Actor } from "#lib/access/actor.ts";
import { canUnlinkIdentity, requireAllowed } from "#lib/accounts/core/account-policy.ts";
import { lockAccount } from "#lib/accounts/core/lock-account.ts";
import { record } from "#lib/audit/record.ts";
import { asAdministrator } from "#lib/authorization/as-administrator.ts";
import { UserError } from "#lib/errors.ts";
import { revokeSessions } from "#lib/sessions/create-session.ts";

/**
 * Forgets whom an account belongs to at the identity provider: the next verified sign-in with its e-mail is a first one
 * again. Its sessions, which somebody else may hold, end.
 * @returns the account's e-mail
 * @throws Forbidden unless the actor is an administrator
 * @throws NotFound when the account is gone
 * @throws UserError when there is no link (any more), or the account is the actor's own
 */
export const unlinkIdentity = (actor: Actor, id: string): Promise<string> =>
  asAdministrator(actor, async (tx) => {
    const account = await lockAccount(tx, id);
    requireAllowed(canUnlinkIdentity(actor, account));
    const forgotten = await tx.delete(identities).where(eq(identities.accountId, account.id)).returning();
    if (forgotten.length === 0) throw new UserError("There is no link to the identity provider (any more).");
    await revokeSessions(tx, account.id);
    const changes = forgotten.map(({ subject, issuer }) => ({
      field: "Identity at the provider",
      from: `${subject} (${issuer})`,
      to: null,
    }));
    await record(tx, { event: "identity_unlinked", by: actor, on: account, changes });
    return account.email;
  });
