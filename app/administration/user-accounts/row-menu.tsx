import { Link } from "#app/_components/link.tsx";
import type { AccountRow } from "#lib/accounts/list-accounts.ts";
import { hasEmailedLinks } from "#lib/mail/mode.ts";
import { paths } from "#lib/paths.ts";
import { resendActivationAction } from "./actions.ts";

type Props = Readonly<{
  row: Pick<AccountRow, "id" | "email" | "isOwn" | "isActivated">;
  /** The query to return to. */
  list: string;
  hasPassword: boolean;
}>;

const ITEM = "menu-item";

/** A popover, which works without scripts. */
export const RowMenu = ({ row, list, hasPassword }: Props) => {
  const menu = `menu-${row.id}`;
  const back = `?${new URLSearchParams({ list })}`;
  return (
    <>
      <button
        type="button"
        popoverTarget={menu}
        aria-label={`Actions for ${row.email}`}
        className="inline-flex size-10 cursor-pointer items-center justify-center rounded-lg font-bold hover:bg-raised"
      >
        …
      </button>
      <div id={menu} popover="auto" className="menu">
        {row.isOwn ? (
          <>
            <Link href={paths.account} className={ITEM}>
              {hasPassword ? "Change your password" : "View your account"}
            </Link>
            <p className="max-w-60 px-3 py-2 text-muted text-sm">You can't delete your own account.</p>
          </>
        ) : (
          <>
            {hasEmailedLinks() && !row.isActivated && (
              <form action={resendActivationAction}>
                <input type="hidden" name="account" value={row.id} />
                <input type="hidden" name="list" value={list} />
                <button type="submit" className={`${ITEM} cursor-pointer`}>
                  Resend activation email
                </button>
              </form>
            )}
            {hasPassword && (
              <Link href={`${paths.resetPassword(row.id)}${back}`} className={ITEM}>
                Reset user password
              </Link>
            )}
            <Link href={`${paths.deleteAccount(row.id)}${back}`} className={`${ITEM} text-danger`}>
              Delete
            </Link>
          </>
        )}
      </div>
    </>
  );
};
