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
  list: unknown;
}>;

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
        {name && `, ${name},`} will lose access immediately:
      </p>
      <ul className="mt-3 mb-5 list-disc space-y-1 pl-5">
        <li>
          {activeSessions === 0
            ? "No active sessions."
            : `${activeSessions} active ${activeSessions === 1 ? "session" : "sessions"} will end.`}
        </li>
        <li>
          Name, phone, {provider ? "the linked identity" : "password"} and roles ({roles.map(roleLabel).join(", ")})
          will be deleted.
        </li>
        {provider && <li>Only access to Gatehouse is removed. The account at {provider.name} is not affected.</li>}
        <li>The history stays in the audit log.</li>
      </ul>
      <p className="mb-5 font-medium">This can't be undone.</p>
      <DeleteForm id={account.id} list={typeof list === "string" ? list : ""} back={backLink(list, account.id).href} />
    </>
  );
};
