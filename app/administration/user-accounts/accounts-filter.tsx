"use client";

import { FilterField } from "#app/_components/filter-field.tsx";
import { ROLES } from "#lib/access/roles.ts";
import { DEFAULT_SORT, IDENTITY_FILTERS, type Sort, STATES } from "#lib/accounts/list-options.ts";
import { paths } from "#lib/paths.ts";
import { identityLabel } from "./identity-badge.tsx";
import { isFiltered } from "./list-url.ts";

const SORT_LABELS: Record<Sort, string> = {
  name: "Name",
  email: "Email",
  "last-sign-in": "Last sign-in",
  created: "Created",
};

type Props = Readonly<{
  /** The query of the list. */
  list: string;
  hasStates: boolean;
  /** Suggestions; `undefined` while segregation is off. */
  domains: readonly string[] | undefined;
}>;

/** A GET form, so that filters are in the URL. For scripts too, so that a response has it only as markup. */
export const AccountsFilter = ({ list, hasStates, domains }: Props) => {
  const query = new URLSearchParams(list);
  const typed = (name: string) => query.get(name) ?? undefined;
  return (
    <search aria-label="User accounts">
      <form action={paths.accounts} className="flex flex-wrap items-end gap-3">
        <FilterField label="Name or email" className="grow basis-full sm:basis-40">
          <input type="search" name="search" defaultValue={typed("search")} maxLength={200} className="input" />
        </FilterField>
        {hasStates ? (
          <Select
            name="state"
            label="State"
            any="Any state"
            value={typed("state")}
            options={STATES.map((id) => [id, id])}
            className="sm:basis-36"
          />
        ) : (
          <Select
            name="identity"
            label="Identity"
            any="Any identity"
            value={typed("identity")}
            options={IDENTITY_FILTERS.map((id) => [id, identityLabel(id === "linked")])}
            className="sm:basis-44"
          />
        )}
        <Select
          name="role"
          label="Role"
          any="Any role"
          value={typed("role")}
          options={ROLES.map(({ id, label }) => [id, label])}
          className="sm:basis-48"
        />
        {(domains || query.has("domain")) && (
          <FilterField label="In domain" className="grow basis-full sm:basis-56">
            <input
              name="domain"
              defaultValue={typed("domain")}
              maxLength={200}
              placeholder="EMEA/France"
              className="input"
              autoComplete="off"
              list="domains"
            />
            <datalist id="domains">
              {domains?.map((name) => (
                <option key={name} value={name} />
              ))}
            </datalist>
          </FilterField>
        )}
        <div className="flex grow items-end gap-3 sm:grow-0">
          <Select
            name="sort"
            label="Sort by"
            value={typed("sort") ?? DEFAULT_SORT}
            options={Object.entries(SORT_LABELS)}
            className="sm:basis-32"
          />
          <button type="submit" className="button button-plain">
            Search
          </button>
          {isFiltered(list) && (
            <a href={paths.accounts} className="button link">
              Clear
            </a>
          )}
        </div>
      </form>
    </search>
  );
};

type SelectProps = Readonly<{
  name: string;
  label: string;
  any?: string;
  value: string | undefined;
  options: readonly (readonly [string, string])[];
  /** Its width on wide screens. */
  className: string;
}>;

const Select = ({ name, label, any, value, options, className }: SelectProps) => (
  <FilterField label={label} className={`grow basis-36 sm:grow-0 ${className}`}>
    <select name={name} defaultValue={value ?? ""} className="input">
      {any && <option value="">{any}</option>}
      {options.map(([id, text]) => (
        <option key={id} value={id}>
          {text}
        </option>
      ))}
    </select>
  </FilterField>
);
