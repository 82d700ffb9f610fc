"use client";

import { useMemo, useRef, useState, useSyncExternalStore } from "react";
import { DomainBadge } from "#app/_components/domain-badge.tsx";
import { EmailText } from "#app/_components/email-text.tsx";
import { StateBadge } from "#app/_components/state-badge.tsx";
import { paths } from "#lib/paths.ts";
import type { AccountMenu } from "./account-menu.ts";
import { AccountMenuItems } from "./account-menu-items.tsx";
import { AccountsTableHead } from "./accounts-table-head.tsx";
import { IdentityBadge } from "./identity-badge.tsx";
import type { ListDomain, ListRow } from "./list-row.ts";
import { SignInStatusText } from "./sign-in-status.tsx";

type Props = Readonly<{
  /** `ListRow[]` as JSON, which React passes on faster than objects. */
  rows: string;
  menus: readonly AccountMenu[];
  hasStates: boolean;
  /** The query to return to. */
  list: string;
}>;

const MENU = "account-menu";

/**
 * Renders rows from data, so that a response holds them once as markup and once as data. All rows share one menu; without
 * scripts, its buttons lead to a page instead.
 */
export function AccountsTable({ rows: json, menus, hasStates, list }: Props) {
  const rows = useMemo(() => JSON.parse(json) as readonly ListRow[], [json]);
  const hasScripts = useSyncExternalStore(
    subscribe,
    () => true,
    () => false,
  );
  const popover = useRef<HTMLDivElement>(null);
  const [openId, setOpenId] = useState<string>();
  const open = rows.find(({ id }) => id === openId);
  const menu = open && menus[open.menu ?? 0];

  /** The browser then shows the popover at the button, or hides it if it is the row's. */
  const choose = (id: string) => {
    if (id !== openId) popover.current?.hidePopover();
    setOpenId(id);
  };
  return (
    <>
      <form className="card">
        <input type="hidden" name="list" value={list} />
        <table className={hasStates ? "accounts" : "accounts sm:[--state-width:10rem]"}>
          <caption className="sr-only">User accounts</caption>
          <AccountsTableHead list={list} hasStates={hasStates} />
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <th scope="row">
                  <a href={paths.accountDetails(row.id)} className="link">
                    <EmailText email={row.email} />
                  </a>
                </th>
                <td>{row.name || <span className="text-muted max-md:hidden">No name yet</span>}</td>
                <td>
                  {row.roles}
                  {row.domains && <Domains domains={row.domains} more={row.moreDomains} />}
                </td>
                <td>
                  {hasStates ? (
                    <StateBadge state={row.isLocked ? "LOCKED" : "ACTIVE"} />
                  ) : (
                    <IdentityBadge isLinked={row.isLinked === true} />
                  )}
                </td>
                <td>
                  <SignInStatusText lastSignIn={row.lastSignIn} notes={row.notes} form="ago" />
                </td>
                <td>
                  {hasScripts ? (
                    <button
                      type="button"
                      popoverTarget={MENU}
                      aria-label={`Actions for ${row.email}`}
                      onClick={() => choose(row.id)}
                    >
                      …
                    </button>
                  ) : (
                    <button
                      type="submit"
                      formAction={paths.accountActions(row.id)}
                      aria-label={`Actions for ${row.email}`}
                    >
                      …
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </form>
      <div id={MENU} ref={popover} popover="auto" className="menu" onSubmit={() => popover.current?.hidePopover()}>
        {open && menu && <AccountMenuItems key={open.id} id={open.id} menu={menu} list={list} />}
      </div>
    </>
  );
}

const subscribe = () => () => {};

const Domains = ({ domains, more }: { domains: readonly ListDomain[]; more: number | undefined }) => (
  <ul aria-label="Domain restrictions">
    {domains.map(({ name, label, colour }) => (
      <li key={name}>
        <a href={`${paths.accounts}?${new URLSearchParams({ domain: name })}`} title={name}>
          <DomainBadge colour={colour}>
            <span>{label}</span>
          </DomainBadge>
        </a>
      </li>
    ))}
    {more && <li>and {more} more</li>}
  </ul>
);
