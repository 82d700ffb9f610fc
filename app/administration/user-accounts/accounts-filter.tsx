import Form from "next/form";
import { FilterField } from "#app/_components/filter-field.tsx";
import { Link } from "#app/_components/link.tsx";
import { ROLES } from "#lib/access/roles.ts";
import { type AccountsQuery, IDENTITY_FILTERS, type Sort } from "#lib/accounts/accounts-query.ts";
import { STATES } from "#lib/accounts/core/state.ts";
import { authenticationMode } from "#lib/config/authentication-mode.ts";
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
  query: AccountsQuery;
  /** Suggestions; `undefined` while segregation is off. */
  domains: readonly string[] | undefined;
}>;

/** A GET form, so that filters are in the URL. */
export const AccountsFilter = ({ query, domains }: Props) => (
  <Form
    action={paths.accounts}
    prefetch={false}
    key={JSON.stringify(query)}
    role="search"
    aria-label="User accounts"
    className="flex flex-wrap items-end gap-3"
  >
    <FilterField label="Name or email" className="grow basis-full sm:basis-40">
      <input type="search" name="search" defaultValue={query.search} maxLength={200} className="input" />
    </FilterField>
    {authenticationMode().locksAccounts ? (
      <Select
        name="state"
        label="State"
        any="Any state"
        value={query.state}
        options={STATES.map((id) => [id, id])}
        className="sm:basis-36"
      />
    ) : (
      <Select
        name="identity"
        label="Identity"
        any="Any identity"
        value={query.identity}
        options={IDENTITY_FILTERS.map((id) => [id, identityLabel(id === "linked")])}
        className="sm:basis-44"
      />
    )}
    <Select
      name="role"
      label="Role"
      any="Any role"
      value={query.role}
      options={ROLES.map(({ id, label }) => [id, label])}
      className="sm:basis-48"
    />
    {(domains || query.domain) && (
      <FilterField label="In domain" className="grow basis-full sm:basis-56">
        <input
          name="domain"
          defaultValue={query.domain}
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
        value={query.sort}
        options={Object.entries(SORT_LABELS)}
        className="sm:basis-32"
      />
      <button type="submit" className="button button-plain">
        Search
      </button>
      {isFiltered(query) && (
        <Link href={paths.accounts} className="button link">
          Clear
        </Link>
      )}
    </div>
  </Form>
);

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
