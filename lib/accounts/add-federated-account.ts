import { credentials } from "#db/schema/credentials.ts";
import type { Actor } from "#lib/access/actor.ts";
import { administer, requireAdministrator } from "#lib/access/administer.ts";
import { record } from "#lib/audit/record.ts";
import { config } from "#lib/config.ts";
import { absoluteAddress } from "#lib/http/absolute-address.ts";
import { queueMails } from "#lib/mail/queue-mails.ts";
import { paths } from "#lib/paths.ts";
import { Refusal } from "#lib/refusal.ts";
import { accountChanges } from "./account-changes.ts";
import type { NewFederatedAccountInput } from "./account-input.ts";
import { insertAccount } from "./insert-account.ts";

/** Filled in from the identity provider, at the first sign-in. */
const UNNAMED = { firstName: "", lastName: "", phone: null } as const;

/**
 * Adds an account for somebody whom the identity provider knows by this e-mail, and who signs in there. A mail tells them how.
 * @returns the account's id and e-mail
 * @throws Forbidden unless the actor is an administrator
 * @throws Refusal when the e-mail belongs to an account already, or people sign in with passwords
 */
export async function addFederatedAccount(
  actor: Actor,
  input: NewFederatedAccountInput,
): Promise<{ id: string; email: string }> {
  await requireAdministrator(actor);
  const { federation } = config();
  if (!federation) throw new Refusal("People sign in with passwords here: reload the page.");
  const account = { ...UNNAMED, ...input };
  return administer(actor, async (tx) => {
    const added = await insertAccount(tx, account);
    await tx.insert(credentials).values({ accountId: added.id });
    const changes = accountChanges(undefined, { ...account, emailNotifications: [] });
    const facts = {
      email: added.email,
      firstName: account.firstName,
      providerName: federation.name,
      signInAddress: absoluteAddress(paths.login),
      invitedBy: actor.email,
    };
    await queueMails(tx, [{ kind: "login-instructions", accountId: added.id, to: added.email, facts }]);
    await record(tx, { event: "account_added", by: actor, on: added, changes });
    return added;
  });
}
