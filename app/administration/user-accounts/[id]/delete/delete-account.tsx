import { backLink } from "#app/administration/user-accounts/list-url.ts";
import type { Actor } from "#lib/access/actor.ts";
import { roleLabel } from "#lib/access/roles.ts";
import { canDelete } from "#lib/accounts/core/account-policy.ts";
import type { AccountDetails } from "#lib/accounts/find-account.ts";
import { authenticationMode } from "#lib/config/authentication-mode.ts";
import { fullName } from "#lib/profile/full-name.ts";
import { DeleteForm } from "./delete-form.tsx";

type Props = Readonly<{
  actor: Actor;
  account: AccountDetails;
  /** The query of the list that the page was opened from. */
  list: unknown;
}>;

/** What deleting means, and its form, for the page and the dialog. */
export const DeleteAccount = ({ actor, account, list }: Props) => {
  const decision = canDelete(actor, account);
  if (!decision.allowed) return <p>{decision.reason}</p>;
  const { provider } = authenticationMode();
  const { email, roles, activeSessions } = account;
  const name = fullName(account);
  return (
    <>
      <p>
        <strong>{email}</strong>
        {name && `, ${name},`} loses access at once:
      </p>
      <ul className="mt-3 mb-5 list-disc space-y-1 pl-5">
        <li>
          {activeSessions === 0
            ? "Nobody is signed in with it now."
            : `${activeSessions} live ${activeSessions === 1 ? "session ends" : "sessions end"}.`}
        </li>
        <li>
          Names, phone, {provider ? "the link to the identity provider" : "password"} and roles (
          {roles.map(roleLabel).join(", ")}) are removed.
        </li>
        {provider && <li>Only the access here is revoked: the account at {provider.name} stays as it is.</li>}
        <li>The history stays: who did what with this account.</li>
      </ul>
      <p className="mb-5 font-medium">This cannot be undone.</p>
      <DeleteForm id={account.id} list={typeof list === "string" ? list : ""} back={backLink(list, account.id).href} />
    </>
  );
};
