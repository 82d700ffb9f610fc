import Form from "next/form";
import { administratorPage } from "#app/_auth/page-guards.tsx";
import { AppShell } from "#app/_components/app-shell.tsx";
import { DomainBadge } from "#app/_components/domain-badge.tsx";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { domainName } from "#lib/access/domains.ts";
import { domainTrees, type GroupTree, searchDomains } from "#lib/domains/domain-tree.ts";
import { isSegregated } from "#lib/domains/segregation.ts";
import { paths } from "#lib/paths.ts";
import { DomainTree, Inactive } from "./domain-tree.tsx";
import { Segregation } from "./segregation-switch.tsx";

const SEARCH_MAX = 200;

const searchIn = (typed: string | string[] | undefined): string =>
  typeof typed === "string" ? typed.replaceAll("\0", "").trim().slice(0, SEARCH_MAX) : "";

const addButton = (
  <a href={paths.newDomainGroup} className="button button-primary">
    Add domain group
  </a>
);

export default administratorPage(async (actor, { searchParams }: PageProps<"/administration/domains">) => {
  const search = searchIn((await searchParams).search);
  const [isOn, groups, found] = await Promise.all([
    isSegregated(),
    search ? undefined : domainTrees(actor),
    search ? searchDomains(actor, search) : undefined,
  ]);
  return (
    <AppShell actor={actor} section="domains" title="Domains" actions={addButton}>
      <Segregation isOn={isOn} />
      {groups?.length === 0 ? <NoGroups /> : <Search text={search} />}
      {groups?.map((group) => (
        <Group key={group.id} group={group} />
      ))}
      {found && <SearchResults text={search} {...found} />}
    </AppShell>
  );
});

const Search = ({ text }: { text: string }) => (
  <Form
    action={paths.domains}
    prefetch={false}
    key={text}
    role="search"
    aria-label="Domains"
    className="flex flex-wrap items-end gap-3"
  >
    <label className="min-w-0 flex-1 basis-60">
      <span className="mb-1 block text-muted text-sm">Name or path</span>
      <input type="search" name="search" defaultValue={text} maxLength={SEARCH_MAX} className="input" />
    </label>
    <button type="submit" className="button button-plain">
      Search
    </button>
    {text && (
      <a href={paths.domains} className="button link">
        Clear
      </a>
    )}
  </Form>
);

const Group = ({ group }: { group: GroupTree }) => (
  <section className="card p-4 sm:p-6" aria-labelledby={`group-${group.id}`}>
    <div className="mb-3 flex items-baseline justify-between gap-6">
      <div className="min-w-0">
        <h2 id={`group-${group.id}`}>
          <DomainBadge colour={group.colour} className="text-sm">
            {group.name}
          </DomainBadge>
        </h2>
        {group.description && <p className="mt-1 text-muted wrap-anywhere">{group.description}</p>}
      </div>
      <a href={paths.domainGroup(group.id)} className="link" aria-label={`Manage ${group.name}`}>
        Manage
      </a>
    </div>
    {group.nodes.length === 0 ? (
      <p className="text-muted">No domains yet. Select Manage to add one.</p>
    ) : (
      <DomainTree nodes={group.nodes} />
    )}
    {group.next && (
      <p className="py-1.5">
        <a href={paths.domainGroup(group.id)} className="link">
          Show more in {group.name}
        </a>
      </p>
    )}
  </section>
);

const NoGroups = () => (
  <EmptyState title="No domains yet">
    Add a domain group for each way your data is divided, for example Regions or Tenants. Then add domains to it.
  </EmptyState>
);

type SearchResultsProps = Awaited<ReturnType<typeof searchDomains>> & Readonly<{ text: string }>;

const SearchResults = ({ text, domains, hasMore }: SearchResultsProps) => (
  <section className="card p-4 sm:p-6" aria-label="Search results">
    {domains.length === 0 ? (
      <p className="py-6 text-center">
        No domains match “<span className="wrap-anywhere">{text}</span>”.
      </p>
    ) : (
      <ul className="divide-y divide-line">
        {domains.map((domain) => (
          <li key={domain.id} className="py-2 wrap-anywhere">
            <a href={paths.domain(domain.id)} className="link">
              {domainName(domain)}
            </a>
            {!domain.isActive && <Inactive />}
          </li>
        ))}
      </ul>
    )}
    {hasMore && <p className="mt-3 text-muted">There are more results. Refine your search.</p>}
  </section>
);
