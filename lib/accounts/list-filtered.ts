import { and, inArray, type SQL, sql } from "drizzle-orm";
import { type Transaction, transaction } from "#db/client.ts";
import { isTimeout } from "#db/errors.ts";
import { accounts } from "#db/schema/accounts.ts";
import type { AccountsQuery } from "./accounts-query.ts";
import { domainFilter } from "./filter-by-domain.ts";
import { identityFilter } from "./filter-by-identity.ts";
import { searchFilter } from "./filter-by-search.ts";
import { candidateIds, type ListFilter } from "./list-filter.ts";
import { type SelectedRow, selectRows } from "./select-rows.ts";

const SCAN_TIMEOUT_MS = 150;

/** Sorts few matches. Scans the list in order for many, unless they are far down: then it sorts all of them. */
export const listFiltered = (query: AccountsQuery): Promise<SelectedRow[]> =>
  transaction(async (tx) => {
    // A generic plan does not know how rare a word is, and takes seconds if it guesses wrong.
    await tx.execute(sql`SET LOCAL plan_cache_mode = force_custom_plan`);
    const filters = await filtersOf(tx, query);
    return (
      (await listByCandidateIds(tx, query, filters)) ??
      (await scanInOrder(tx, query, filters)) ??
      (await listMaterialized(tx, query, filters))
    );
  });

async function filtersOf(tx: Transaction, { search, domain, identity }: AccountsQuery): Promise<ListFilter[]> {
  const filters = [
    search ? await searchFilter(tx, search) : undefined,
    domain ? await domainFilter(tx, domain) : undefined,
    identity ? identityFilter(identity) : undefined,
  ];
  return filters.filter((filter) => filter !== undefined);
}

type Strategy = (
  tx: Transaction,
  query: AccountsQuery,
  filters: readonly ListFilter[],
) => Promise<SelectedRow[] | undefined>;

const listByCandidateIds: Strategy = async (tx, query, filters) => {
  for (const filter of filters) {
    const ids = await candidateIds(tx, filter);
    if (ids?.length === 0) return [];
    if (ids) return selectRows(tx, query, and(inArray(accounts.id, ids), scanConditions(filters)));
  }
  return undefined;
};

const scanInOrder: Strategy = async (tx, query, filters) => {
  try {
    return await tx.transaction(async (scan) => {
      await scan.execute(sql.raw(`SET LOCAL statement_timeout = ${SCAN_TIMEOUT_MS}`));
      return selectRows(scan, query, scanConditions(filters));
    });
  } catch (error) {
    if (isTimeout(error)) return undefined;
    throw error;
  }
};

/** Materialized, so that the planner cannot scan in order again. */
const listMaterialized = (tx: Transaction, query: AccountsQuery, filters: readonly ListFilter[]) =>
  selectRows(tx, query, and(...filters.map(({ idQuery }) => isInMaterialized(idQuery))));

const isInMaterialized = (idQuery: SQL): SQL =>
  sql`${accounts.id} IN (WITH matches(id) AS MATERIALIZED (${idQuery}) SELECT id FROM matches)`;

const scanConditions = (filters: readonly ListFilter[]): SQL | undefined =>
  and(...filters.map(({ scanCondition }) => scanCondition));
