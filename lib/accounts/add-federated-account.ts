import { credentials } from "#db/schema/credentials.ts";
import type { Actor } from "#lib/access/actor.ts";
import { record } from "#lib/audit/record.ts";
import { asAdministrator, requireAdministrator } from "#lib/authorization/as-administrator.ts";
import { config } from "#lib/config/index.ts";
import { findRestrictions, storeRestrictions } from "#lib/domains/restrictions.ts";
import { UserError } from "#lib/errors.ts";
import { absoluteUrl } from "#lib/http/absolute-url.ts";
import { queueEmails } from "#lib/mail/queue-emails.ts";
import { paths } from "#lib/paths.ts";
import { accountChanges } from "./core/account-changes.ts";
import type { NewFederatedAccountInput } from "./core/account-input.ts";
import { insertAccount } from "./core/insert-account.ts";

/** Filled in from the identity provider, at the first sign-in. */
const UNNAMED = { firstName: "", lastName: "", phone: null } as const;

/**
 * Adds an account for somebody whom the identity provider knows by this e-mail, and who signs in there. A mail tells them how.
 * @returns the account's id and e-mail
 * @throws Forbidden unless the actor is an administrator
 * @throws UserError when the e-mail belongs to an account already, a domain cannot be assigned, or people sign in with
 *   passwords
 */
export async function addFederatedAccount(
  actor: Actor,
  input: NewFederatedAccountInput,
): Promise<{ id: string; email: string }> {
  await requireAdministrator(actor);
  const { federation } = config();
  if (!federation) throw new UserError("People sign in with passwords here: reload the page.");
  const { restrictions: wanted = [], ...typed } = input;
  const account = { ...UNNAMED, ...typed };
  return asAdministrator(actor, async (tx) => {
    const chosen = await findRestrictions(tx, account.roles, wanted);
    const added = await insertAccount(tx, account);
    await storeRestrictions(tx, added.id, chosen);
    await tx.insert(credentials).values({ accountId: added.id });
    const restrictions = chosen.map(({ name }) => name);
    const changes = accountChanges(undefined, { ...account, restrictions, emailNotifications: [] });
    const templateData = {
      email: added.email,
      firstName: account.firstName,
      providerName: federation.name,
      signInUrl: absoluteUrl(paths.login),
      invitedBy: actor.email,
    };
    await queueEmails(tx, [{ kind: "login-instructions", accountId: added.id, to: added.email, templateData }]);
    await record(tx, { event: "account_created", by: actor, on: added, changes });
    return added;
  });
}
