import { roleLabel } from "#lib/access/roles.ts";
import type { AccountDetails } from "#lib/accounts/find-account.ts";
import { wayBack } from "../../list-address.ts";
import { DeleteForm } from "./delete-form.tsx";

type Props = Readonly<{
  account: AccountDetails;
  /** The query of the list, where that was come from. */
  list: unknown;
}>;

/** What deleting means, and the form that does it: on a page of its own and in a dialog alike. */
export const DeleteAccount = ({ account, list }: Props) => {
  if (account.isOwn) return <p>You cannot delete your own account; another administrator can.</p>;
  const { firstName, lastName, email, roles, liveSessions } = account;
  return (
    <>
      <p>
        <strong>{email}</strong>, {firstName} {lastName}, loses access at once:
      </p>
      <ul className="mt-3 mb-5 list-disc space-y-1 pl-5">
        <li>
          {liveSessions === 0
            ? "Nobody is signed in with it now."
            : `${liveSessions} live ${liveSessions === 1 ? "session ends" : "sessions end"}.`}
        </li>
        <li>Names, phone, password and roles ({roles.map(roleLabel).join(", ")}) are removed.</li>
        <li>The history stays: who did what with this account.</li>
      </ul>
      <p className="mb-5 font-medium">This cannot be undone.</p>
      <DeleteForm id={account.id} list={typeof list === "string" ? list : ""} back={wayBack(list, account.id).href} />
    </>
  );
};
