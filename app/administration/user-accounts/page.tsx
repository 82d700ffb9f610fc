import { administratorPage } from "#app/_auth/page-guards.tsx";
import { AppShell } from "#app/_components/app-shell.tsx";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { Pager } from "#app/_components/pager.tsx";
import { accountsQuery } from "#lib/accounts/accounts-query.ts";
import { listAccounts } from "#lib/accounts/list-accounts.ts";
import { authenticationMode } from "#lib/config/authentication-mode.ts";
import { suggestDomains } from "#lib/domains/suggest-domains.ts";
import { setResponseStatus } from "#lib/http/request-context.ts";
import { paths } from "#lib/paths.ts";
import { AccountsFilter } from "./accounts-filter.tsx";
import { AccountsTable } from "./accounts-table.tsx";
import { listQuery } from "./list-query.ts";
import { listRows } from "./list-row.ts";
import { changedListUrl, isFiltered } from "./list-url.ts";

const addButton = (
  <a href={paths.newAccount} className="button button-primary">
    Add user account
  </a>
);

type Props = Readonly<{ searchParams: Promise<Record<string, string | string[] | undefined>> }>;

export default administratorPage(async (actor, { searchParams }: Props) => {
  const parsed = accountsQuery.safeParse(await searchParams);
  if (!parsed.success) {
    setResponseStatus({ status: 400, hasPage: true });
    return (
      <AppShell actor={actor} section="user-accounts" title="User Accounts" actions={addButton}>
        <EmptyState title="That filter doesn't exist.">
          <a href={paths.accounts} className="link">
            Show all user accounts
          </a>
        </EmptyState>
      </AppShell>
    );
  }
  const query = parsed.data;
  const [page, domains] = await Promise.all([listAccounts(actor, query), suggestDomains(actor)]);
  const shown = domains ? page.rows : page.rows.map((row) => ({ ...row, domains: [] }));
  const list = listQuery(query);
  const hasStates = authenticationMode().locksAccounts;
  const isOnlyAccount = page.rows.length === 1 && page.rows[0]?.isOwn && !isFiltered(list);
  return (
    <AppShell actor={actor} section="user-accounts" title="User Accounts" actions={addButton}>
      <AccountsFilter key={list} list={list} hasStates={hasStates} domains={domains} />
      {page.rows.length > 0 ? (
        <AccountsTable {...listRows(actor, shown)} hasStates={hasStates} list={list} />
      ) : isFiltered(list) ? (
        <EmptyState title="No matching user accounts.">
          Try a different search or filter, or{" "}
          <a href={paths.accounts} className="link">
            show all user accounts
          </a>
          .
        </EmptyState>
      ) : (
        <EmptyState title="No user accounts on this page.">
          <a href={changedListUrl(list)} className="link">
            Go to the first page
          </a>
        </EmptyState>
      )}
      {isOnlyAccount && (
        <EmptyState title="You're the only user so far.">Add a user account for everyone who needs access.</EmptyState>
      )}
      <Pager
        previous={page.previous && { href: changedListUrl(list, { before: page.previous }), label: "Previous" }}
        next={page.next && { href: changedListUrl(list, { after: page.next }), label: "Next" }}
      />
    </AppShell>
  );
});
