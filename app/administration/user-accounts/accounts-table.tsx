import { DomainBadge } from "#app/_components/domain-badge.tsx";
import { EmailText } from "#app/_components/email-text.tsx";
import { Link } from "#app/_components/link.tsx";
import { StateBadge } from "#app/_components/state-badge.tsx";
import type { Actor } from "#lib/access/actor.ts";
import { domainName } from "#lib/access/domains.ts";
import { roleLabel } from "#lib/access/roles.ts";
import { type AccountsQuery, directionOf, type Sort } from "#lib/accounts/accounts-query.ts";
import type { AccountRow } from "#lib/accounts/list-accounts.ts";
import { authenticationMode } from "#lib/config/authentication-mode.ts";
import { paths } from "#lib/paths.ts";
import { fullName } from "#lib/profile/full-name.ts";
import { IdentityBadge } from "./identity-badge.tsx";
import { LastSignIn, MissingPassword } from "./last-sign-in.tsx";
import { listQuery, listUrl } from "./list-url.ts";
import { RowMenu } from "./row-menu.tsx";

type Props = Readonly<{ actor: Actor; rows: readonly AccountRow[]; query: AccountsQuery; hasDomains: boolean }>;

/** On a phone, hidden columns are shown below the email. */
export const AccountsTable = ({ actor, rows, query, hasDomains }: Props) => (
  <div className="card">
    <table className="w-full table-fixed text-left">
      <caption className="sr-only">User accounts</caption>
      <thead className="border-line border-b text-muted text-sm">
        <tr>
          <SortableHeader sort="email" label="Email" query={query} className="w-auto" />
          <SortableHeader sort="name" label="Name" query={query} className="w-[28%] max-md:hidden xl:w-[19%]" />
          <th scope="col" className="w-[18%] px-4 py-3 font-medium max-xl:hidden">
            Roles
          </th>
          {authenticationMode().locksAccounts ? (
            <th scope="col" className="w-26 px-2 py-3 font-medium sm:px-4">
              State
            </th>
          ) : (
            <th scope="col" className="w-26 px-2 py-3 font-medium sm:w-40 sm:px-4">
              Identity
            </th>
          )}
          <SortableHeader sort="last-sign-in" label="Last sign-in" query={query} className="w-[20%] max-xl:hidden" />
          <th scope="col" className="w-14 px-2 py-3">
            <span className="sr-only">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody className="divide-y divide-line">
        {rows.map((row) => (
          <Row key={row.id} actor={actor} row={hasDomains ? row : { ...row, domains: [] }} list={listQuery(query)} />
        ))}
      </tbody>
    </table>
  </div>
);

const Row = ({ actor, row, list }: { actor: Actor; row: AccountRow; list: string }) => {
  const name = fullName(row);
  const roles = row.roles.map(roleLabel).join(", ");
  return (
    <tr className="align-baseline hover:bg-raised/60">
      <th scope="row" className="px-4 py-3 font-normal wrap-anywhere">
        <Link href={paths.accountDetails(row.id)} className="link font-medium">
          <EmailText email={row.email} />
        </Link>
        {name && <span className="block md:hidden">{name}</span>}
        <span className="block text-muted text-sm xl:hidden">{roles}</span>
        <Domains domains={row.domains} className="xl:hidden" />
        <span className="block text-muted text-sm xl:hidden">
          <LastSignIn row={row} />
          <MissingPassword row={row} />
        </span>
      </th>
      <td className="px-4 py-3 wrap-anywhere max-md:hidden">
        {name || <span className="text-muted">No name yet</span>}
      </td>
      <td className="px-4 py-3 text-sm max-xl:hidden">
        {roles}
        <Domains domains={row.domains} />
      </td>
      <td className="px-2 py-3 sm:px-4">
        {authenticationMode().locksAccounts ? (
          <StateBadge state={row.state} />
        ) : (
          <IdentityBadge isLinked={row.isLinked} />
        )}
      </td>
      <td className="px-4 py-3 text-sm first-letter:uppercase max-xl:hidden">
        <LastSignIn row={row} />
        <MissingPassword row={row} />
      </td>
      <td className="px-2 py-1.5 text-right align-top">
        <RowMenu actor={actor} row={row} list={list} />
      </td>
    </tr>
  );
};

/** The account page shows all. */
const MAX_BADGES = 4;

const Domains = ({ domains, className = "" }: { domains: AccountRow["domains"]; className?: string }) =>
  domains.length > 0 && (
    <ul className={`mt-1 flex flex-wrap gap-1 ${className}`} aria-label="Domain restrictions">
      {domains.slice(0, MAX_BADGES).map((domain) => (
        <li key={domainName(domain)} className="max-w-full">
          <Link
            href={`${paths.accounts}?${new URLSearchParams({ domain: domainName(domain) })}`}
            title={domainName(domain)}
          >
            <DomainBadge colour={domain.colour}>
              <span className="line-clamp-2">
                {!domain.isActive && "(inactive) "}
                {domain.path}
              </span>
            </DomainBadge>
          </Link>
        </li>
      ))}
      {domains.length > MAX_BADGES && <li className="text-muted text-xs">and {domains.length - MAX_BADGES} more</li>}
    </ul>
  );

type HeaderProps = Readonly<{ sort: Sort; label: string; query: AccountsQuery; className: string }>;

const SortableHeader = ({ sort, label, query, className }: HeaderProps) => {
  const current = query.sort === sort ? directionOf(query) : undefined;
  const first = directionOf({ sort, direction: undefined });
  const other = first === "ascending" ? "descending" : "ascending";
  const direction = current === first ? other : undefined;
  const start = { after: undefined, before: undefined };
  return (
    <th scope="col" aria-sort={current} className={`px-4 py-3 font-medium ${className}`}>
      <Link
        href={listUrl(query, { ...start, sort: sort === "name" ? undefined : sort, direction })}
        className="rounded hover:text-ink"
      >
        {label}
        <span aria-hidden="true" className="ml-1">
          {current === "ascending" ? "↑" : current === "descending" ? "↓" : ""}
        </span>
      </Link>
    </th>
  );
};
