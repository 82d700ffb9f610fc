import type { AccountsQuery } from "#lib/accounts/accounts-query.ts";
import type { AccountsPage } from "#lib/accounts/list-accounts.ts";
import { Link } from "../../ui/link.tsx";
import { listAddress } from "./list-address.ts";

type Props = Readonly<{ query: AccountsQuery; page: Pick<AccountsPage, "previous" | "next"> }>;

/** The pages before and after this one, where there are any. */
export const Pager = ({ query, page: { previous, next } }: Props) =>
  (previous || next) && (
    <nav aria-label="Pages" className="mt-4 flex justify-between gap-3">
      {previous ? (
        <Link href={listAddress(query, { before: previous, after: undefined })} className="button button-plain">
          Previous
        </Link>
      ) : (
        <span />
      )}
      {next && (
        <Link href={listAddress(query, { after: next, before: undefined })} className="button button-plain">
          Next
        </Link>
      )}
    </nav>
  );
