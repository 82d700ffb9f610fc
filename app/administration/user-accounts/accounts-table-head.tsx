import { type AccountsQuery, directionOf, type Sort } from "#lib/accounts/accounts-query.ts";
import { listUrl } from "./list-url.ts";

type Props = Readonly<{ query: AccountsQuery; hasStates: boolean }>;

export const AccountsTableHead = ({ query, hasStates }: Props) => (
  <thead>
    <tr>
      <SortableHeader sort="email" label="Email" query={query} />
      <SortableHeader sort="name" label="Name" query={query} />
      <th scope="col">Roles</th>
      <th scope="col">{hasStates ? "State" : "Identity"}</th>
      <SortableHeader sort="last-sign-in" label="Last sign-in" query={query} />
      <th scope="col">
        <span className="sr-only">Actions</span>
      </th>
    </tr>
  </thead>
);

const SortableHeader = ({ sort, label, query }: Readonly<{ sort: Sort; label: string; query: AccountsQuery }>) => {
  const current = query.sort === sort ? directionOf(query) : undefined;
  const first = directionOf({ sort, direction: undefined });
  const other = first === "ascending" ? "descending" : "ascending";
  const direction = current === first ? other : undefined;
  const start = { after: undefined, before: undefined };
  return (
    <th scope="col" aria-sort={current}>
      <a href={listUrl(query, { ...start, sort: sort === "name" ? undefined : sort, direction })}>
        {label}
        <span aria-hidden="true">{current === "ascending" ? "↑" : current === "descending" ? "↓" : ""}</span>
      </a>
    </th>
  );
};
