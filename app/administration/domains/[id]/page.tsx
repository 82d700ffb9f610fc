import { administratorPage } from "#app/_auth/page-guards.tsx";
import { AppShell } from "#app/_components/app-shell.tsx";
import { DomainBadge } from "#app/_components/domain-badge.tsx";
import { ActionForm } from "#app/administration/domains/action-form.tsx";
import { deleteDomainAction, setDomainActiveAction } from "#app/administration/domains/actions.ts";
import { AddDomainForm } from "#app/administration/domains/add-domain-form.tsx";
import { DeleteDetails } from "#app/administration/domains/delete-details.tsx";
import { DomainTree } from "#app/administration/domains/domain-tree.tsx";
import { afterIn, LevelPager } from "#app/administration/domains/level-pager.tsx";
import { MAX_DEPTH } from "#lib/domains/domain-input.ts";
import { domainSubtree } from "#lib/domains/domain-tree.ts";
import { type DomainDetails, findDomain } from "#lib/domains/find-domain.ts";
import { paths } from "#lib/paths.ts";

export default administratorPage(async (actor, { params, searchParams }: PageProps<"/administration/domains/[id]">) => {
  const after = afterIn((await searchParams).after);
  const domain = await findDomain(actor, (await params).id);
  const { nodes, next } = await domainSubtree(actor, domain, after);
  const canHaveChildren = domain.ancestors.length < MAX_DEPTH;
  const breadcrumb = [
    { href: paths.domains, label: "Domains" },
    { href: paths.domainGroup(domain.groupId), label: domain.group },
    ...domain.ancestors.map(({ id, path }) => ({
      href: paths.domain(id),
      label: path.slice(path.lastIndexOf("/") + 1),
    })),
  ];
  return (
    <AppShell
      actor={actor}
      section="domains"
      title={domain.path}
      breadcrumb={breadcrumb}
      actions={<DomainBadge colour={domain.colour}>{domain.group}</DomainBadge>}
    >
      <div className="with-aside">
        <section className="card p-4 sm:p-6" aria-labelledby="children">
          <h2 id="children" className="mb-3">
            Child domains
          </h2>
          {nodes.length === 0 ? (
            <p className="text-muted">{canHaveChildren ? "No child domains yet." : "This is the lowest level."}</p>
          ) : (
            <DomainTree nodes={nodes} />
          )}
          <LevelPager path={paths.domain(domain.id)} after={after} next={next} />
          {canHaveChildren && (
            <div className="mt-5 border-line border-t pt-5">
              <h2 className="mb-4">Add a child domain</h2>
              <AddDomainForm group={domain.groupId} below={domain} />
            </div>
          )}
        </section>
        <Details domain={domain} />
      </div>
    </AppShell>
  );
});

const Details = ({ domain }: { domain: DomainDetails }) => (
  <section className="card space-y-5 p-6" aria-labelledby="details">
    <h2 id="details">Domain</h2>
    <div>
      <p className="text-muted text-sm">State</p>
      <p className="mt-0.5 mb-2">
        {domain.isActive
          ? "Active. Accounts can be restricted to it."
          : "Inactive. It can't be assigned to more accounts. Existing restrictions still apply."}
      </p>
      <ActionForm
        action={setDomainActiveAction}
        fields={{ domain: domain.id, active: domain.isActive ? "no" : "yes" }}
        label={domain.isActive ? "Deactivate" : "Activate"}
        busy="Saving…"
      />
    </div>
    <div>
      <p className="text-muted text-sm">Restricted accounts</p>
      <p className="mt-0.5">
        {domain.accounts} ·{" "}
        <a href={`${paths.accounts}?${new URLSearchParams({ domain: domain.name })}`} className="link">
          Show accounts, including child domains
        </a>
      </p>
    </div>
    <DeleteDetails action={deleteDomainAction} fields={{ domain: domain.id }} summary="Delete this domain">
      You can only delete a domain without child domains and restricted accounts. This can't be undone.
    </DeleteDetails>
  </section>
);
