import { DEFAULT_SORT, defaultDirection, type Sort } from "#lib/accounts/list-options.ts";
import { changedListUrl } from "./list-url.ts";

type Props = Readonly<{ list: string; hasStates: boolean }>;

/** For scripts too. */
export const AccountsTableHead = ({ list, hasStates }: Props) => (
  <thead>
    <tr>
      <SortableHeader sort="email" label="Email" list={list} />
      <SortableHeader sort="name" label="Name" list={list} />
      <th scope="col">Roles</th>
      <th scope="col">{hasStates ? "State" : "Identity"}</th>
      <SortableHeader sort="last-sign-in" label="Last sign-in" list={list} />
      <th scope="col">
        <span className="sr-only">Actions</span>
      </th>
    </tr>
  </thead>
);

const SortableHeader = ({ sort, label, list }: Readonly<{ sort: Sort; label: string; list: string }>) => {
  const query = new URLSearchParams(list);
  const first = defaultDirection(sort);
  const isCurrent = (query.get("sort") ?? DEFAULT_SORT) === sort;
  const current = isCurrent ? (query.get("direction") ?? first) : undefined;
  const other = first === "ascending" ? "descending" : "ascending";
  const href = changedListUrl(list, {
    sort: sort === DEFAULT_SORT ? undefined : sort,
    direction: current === first ? other : undefined,
  });
  return (
    <th scope="col" aria-sort={current as "ascending" | "descending" | undefined}>
      <a href={href}>
        {label}
        <span aria-hidden="true">{current === "ascending" ? "↑" : current === "descending" ? "↓" : ""}</span>
      </a>
    </th>
  );
};
