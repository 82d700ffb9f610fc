import { eq } from "drizzle-orm";
import { identities } from "#db/schema/identities.ts";
import type { Actor } from "#lib/access/actor.ts";
import { findForChange } from "#lib/accounts/core/lock-account.ts";
import { record } from "#lib/audit/record.ts";
import { administer } from "#lib/authorization/as-administrator.ts";
import { Refusal } from "#lib/errors.ts";
import { endSessionsOf } from "#lib/sessions/create-session.ts";

/**
 * Forgets whom an account belongs to at the identity provider: the next verified sign-in with its e-mail is a first one
 * again. Its sessions, which somebody else may hold, end.
 * @returns the account's e-mail
 * @throws Forbidden unless the actor is an administrator
 * @throws NotFound when the account is gone
 * @throws Refusal when there is no link (any more), or the account is the actor's own
 */
export const forgetIdentity = (actor: Actor, id: string): Promise<string> =>
  administer(actor, async (tx) => {
    const account = await findForChange(tx, id);
    if (account.id === actor.id) throw new Refusal("Another administrator can forget the link of your own account.");
    const forgotten = await tx.delete(identities).where(eq(identities.accountId, account.id)).returning();
    if (forgotten.length === 0) throw new Refusal("There is no link to the identity provider (any more).");
    await endSessionsOf(tx, account.id);
    const changes = forgotten.map(({ subject, issuer }) => ({
      field: "Identity at the provider",
      from: `${subject} (${issuer})`,
      to: null,
    }));
    await record(tx, { event: "identity_forgotten", by: actor, on: account, changes });
    return account.email;
  });
