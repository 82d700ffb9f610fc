import { Link } from "#app/_components/link.tsx";
import type { Actor } from "#lib/access/actor.ts";
import { canDelete, canResendActivation, canReset } from "#lib/accounts/core/account-policy.ts";
import type { AccountRow } from "#lib/accounts/list-accounts.ts";
import { authenticationMode } from "#lib/config/authentication-mode.ts";
import { paths } from "#lib/paths.ts";
import { resendActivationAction } from "./actions.ts";

type Props = Readonly<{
  actor: Actor;
  row: Pick<AccountRow, "id" | "email" | "isOwn" | "isActivated">;
  /** The query to return to. */
  list: string;
}>;

const ITEM = "menu-item";

/** A popover, which needs no script. */
export const RowMenu = ({ actor, row, list }: Props) => {
  const mode = authenticationMode();
  const deletion = canDelete(actor, row);
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
        {row.isOwn && (
          <Link href={paths.account} className={ITEM}>
            {mode.hasLocalPasswords ? "Change your password" : "View your account"}
          </Link>
        )}
        {canResendActivation(row, mode).allowed && (
          <form action={resendActivationAction}>
            <input type="hidden" name="account" value={row.id} />
            <input type="hidden" name="list" value={list} />
            <button type="submit" className={`${ITEM} cursor-pointer`}>
              Resend activation email
            </button>
          </form>
        )}
        {canReset(actor, row, mode).allowed && (
          <Link href={`${paths.resetPassword(row.id)}${back}`} className={ITEM}>
            Reset user password
          </Link>
        )}
        {deletion.allowed ? (
          <Link href={`${paths.deleteAccount(row.id)}${back}`} className={`${ITEM} text-danger`}>
            Delete
          </Link>
        ) : (
          <p className="max-w-60 px-3 py-2 text-muted text-sm">{deletion.reason}</p>
        )}
      </div>
    </>
  );
};
