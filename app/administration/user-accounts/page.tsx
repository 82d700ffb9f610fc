import type { Metadata } from "next";
import { accountsQuery } from "#lib/accounts/accounts-query.ts";
import { listAccounts } from "#lib/accounts/list-accounts.ts";
import { answerWith } from "#lib/http/request-context.ts";
import { paths } from "#lib/paths.ts";
import { administratorPage } from "../../guards.tsx";
import { House } from "../../ui/house.tsx";
import { Link } from "../../ui/link.tsx";
import { AccountsFilter } from "./accounts-filter.tsx";
import { AccountsTable } from "./accounts-table.tsx";
import { isNarrowed, listAddress } from "./list-address.ts";
import { Pager } from "./pager.tsx";

export const metadata: Metadata = { title: "User Accounts" };

const addButton = (
  <Link href={paths.newAccount} className="button button-primary">
    Add user account
  </Link>
);

type Props = Readonly<{ searchParams: Promise<Record<string, string | string[] | undefined>> }>;

export default administratorPage(async (actor, { searchParams }: Props) => {
  const parsed = accountsQuery.safeParse(await searchParams);
  if (!parsed.success) {
    answerWith({ status: 400, hasPage: true });
    return (
      <House actor={actor} room="user-accounts" title="User Accounts" actions={addButton}>
        <Empty title="This address asks for something the list does not know.">
          <Link href={paths.accounts} className="link">
            Show all user accounts
          </Link>
        </Empty>
      </House>
    );
  }
  const query = parsed.data;
  const page = await listAccounts(actor, query);
  const isAlone = page.rows.length === 1 && page.rows[0]?.isOwn && !isNarrowed(query);
  return (
    <House actor={actor} room="user-accounts" title="User Accounts" actions={addButton}>
      <AccountsFilter query={query} />
      {page.rows.length > 0 ? (
        <AccountsTable rows={page.rows} query={query} />
      ) : isNarrowed(query) ? (
        <Empty title="No user account matches.">
          Try fewer letters or another filter, or{" "}
          <Link href={paths.accounts} className="link">
            show all user accounts
          </Link>
          .
        </Empty>
      ) : (
        <Empty title="Nothing on this page.">
          <Link href={listAddress(query, { after: undefined, before: undefined })} className="link">
            Go to the first page
          </Link>
        </Empty>
      )}
      {isAlone && (
        <Empty title="You are the only one here so far.">Add a user account for everybody who should get in.</Empty>
      )}
      <Pager query={query} page={page} />
    </House>
  );
});

const Empty = ({ title, children }: { title: string; children: React.ReactNode }) => (
  <div className="card mt-4 px-6 py-10 text-center">
    <p className="mb-1 font-medium">{title}</p>
    <p className="text-muted">{children}</p>
  </div>
);
