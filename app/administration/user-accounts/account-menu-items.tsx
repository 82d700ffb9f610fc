import { paths } from "#lib/paths.ts";
import type { AccountMenu } from "./account-menu.ts";
import { resendActivationAction } from "./actions.ts";

type Props = Readonly<{
  id: string;
  menu: AccountMenu;
  /** The query to return to. */
  list: string | undefined;
}>;

export const AccountMenuItems = ({ id, menu: { ownAccount, resend, reset, deletion }, list }: Props) => {
  const query = list === undefined ? "" : `?${new URLSearchParams({ list })}`;
  return (
    <>
      {ownAccount && (
        <a href={paths.account} className="menu-item">
          {ownAccount}
        </a>
      )}
      {resend && (
        <form action={resendActivationAction}>
          <input type="hidden" name="account" value={id} />
          {list !== undefined && <input type="hidden" name="list" value={list} />}
          <button type="submit" className="menu-item cursor-pointer">
            Resend activation email
          </button>
        </form>
      )}
      {reset && (
        <a href={`${paths.resetPassword(id)}${query}`} className="menu-item">
          Reset user password
        </a>
      )}
      {deletion.allowed ? (
        <a href={`${paths.deleteAccount(id)}${query}`} className="menu-item text-danger">
          Delete
        </a>
      ) : (
        <p className="max-w-60 px-3 py-2 text-muted text-sm">{deletion.reason}</p>
      )}
    </>
  );
};
