import type { Actor } from "#lib/access/actor.ts";
import { requireAdministrator } from "#lib/authorization/as-administrator.ts";
import { type AccountsQuery, type Cursor, writeCursor } from "./accounts-query.ts";
import { isOwnAccount } from "./core/account-policy.ts";
import { type AccountState, stateOf } from "./core/state.ts";
import { listFiltered } from "./list-filtered.ts";
import { PAGE_SIZE, type SelectedRow, selectUnfiltered } from "./select-rows.ts";

export type AccountRow = Readonly<
  Omit<SelectedRow, "key" | "lockedAt"> & {
    isOwn: boolean;
    state: AccountState;
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
  const selected = await selectFor(query);
  const rows = selected.slice(0, PAGE_SIZE);
  if (query.before) rows.reverse();
  return {
    rows: rows.map(({ key: _, lockedAt, ...row }) => ({
      ...row,
      isOwn: isOwnAccount(actor, row),
      state: stateOf({ lockedAt }),
    })),
    ...cursorsAround(rows, query, selected.length > PAGE_SIZE),
  };
}

function selectFor(query: AccountsQuery): Promise<SelectedRow[]> {
  const { search, state, identity, role, domain } = query;
  return search || state || identity || role || domain ? listFiltered(query) : selectUnfiltered(query);
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
