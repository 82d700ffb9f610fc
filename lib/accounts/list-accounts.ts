import { read } from "#db/client.ts";
import type { Actor } from "#lib/access/actor.ts";
import { requireAdministrator } from "#lib/authorization/as-administrator.ts";
import { type AssignedDomain, restrictionsOf } from "#lib/domains/restrictions.ts";
import { type AccountsQuery, type Cursor, writeCursor } from "./accounts-query.ts";
import { isOwnAccount } from "./core/account-policy.ts";
import { type AccountState, stateOf } from "./core/state.ts";
import { listFiltered } from "./list-filtered.ts";
import { PAGE_SIZE, type SelectedRow, selectRows } from "./select-rows.ts";

export type AccountRow = Readonly<
  Omit<SelectedRow, "key" | "lockedAt"> & {
    isOwn: boolean;
    state: AccountState;
    /** As stored: they count while segregation is on. */
    domains: readonly AssignedDomain[];
  }
>;

export type AccountsPage = Readonly<{
  rows: readonly AccountRow[];
  previous: string | undefined;
  next: string | undefined;
}>;

/** @throws Forbidden unless the actor is an administrator */
export async function listAccounts(actor: Actor, query: AccountsQuery): Promise<AccountsPage> {
  await requireAdministrator(actor);
  const isFiltered = query.search || query.domain || query.identity;
  const selected = isFiltered ? await listFiltered(query) : await read((db) => selectRows(db, query));
  const rows = selected.slice(0, PAGE_SIZE);
  if (query.before) rows.reverse();
  const domains = await restrictionsOf(rows.map(({ id }) => id));
  return {
    rows: rows.map(({ key: _, lockedAt, ...row }) => ({
      ...row,
      isOwn: isOwnAccount(actor, row),
      state: stateOf({ lockedAt }),
      domains: domains.get(row.id) ?? [],
    })),
    ...cursorsAround(rows, query, selected.length > PAGE_SIZE),
  };
}

function cursorsAround(rows: readonly Cursor[], { before, after }: AccountsQuery, hasMore: boolean) {
  const [first, last] = [rows[0], rows.at(-1)];
  const hasPrevious = before ? hasMore : after !== undefined;
  const hasNext = before !== undefined || hasMore;
  return {
    previous: first && hasPrevious ? writeCursor(first) : undefined,
    next: last && hasNext ? writeCursor(last) : undefined,
  };
}
