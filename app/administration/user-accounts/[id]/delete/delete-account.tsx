import { backLink } from "#app/administration/user-accounts/list-url.ts";
import { roleLabel } from "#lib/access/roles.ts";
import type { AccountDetails } from "#lib/accounts/find-account.ts";
import { config } from "#lib/config/index.ts";
import { fullName } from "#lib/profile/full-name.ts";
import { DeleteForm } from "./delete-form.tsx";

type Props = Readonly<{
  account: AccountDetails;
  /** The query of the list to return to. */
  list: unknown;
}>;

/** Explains and performs a deletion, on a page or in a dialog. */
export const DeleteAccount = ({ account, list }: Props) => {
  if (account.isOwn) return <p>You can't delete your own account. Another administrator can.</p>;
  const { federation } = config();
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
          Name, phone, {federation ? "the linked identity" : "password"} and roles ({roles.map(roleLabel).join(", ")})
          will be deleted.
        </li>
        {federation && <li>Only access to Gatehouse is removed. The account at {federation.name} is not affected.</li>}
        <li>The history stays in the audit log.</li>
      </ul>
      <p className="mb-5 font-medium">This can't be undone.</p>
      <DeleteForm id={account.id} list={typeof list === "string" ? list : ""} back={backLink(list, account.id).href} />
    </>
  );
};
