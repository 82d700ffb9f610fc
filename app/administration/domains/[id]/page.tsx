import type { Metadata } from "next";
import { LEVELS_BELOW_ROOT } from "#lib/domains/domain-input.ts";
import { treeBelow } from "#lib/domains/domain-tree.ts";
import { type DomainDetails, findDomain } from "#lib/domains/find-domain.ts";
import { paths } from "#lib/paths.ts";
import { administratorPage } from "../../../guards.tsx";
import { DomainBadge } from "../../../ui/domain-badge.tsx";
import { House } from "../../../ui/house.tsx";
import { Link } from "../../../ui/link.tsx";
import { deleteDomainAction, setDomainActiveAction } from "../actions.ts";
import { AddDomainForm } from "../add-domain-form.tsx";
import { DeleteDetails } from "../delete-details.tsx";
import { DomainTree } from "../domain-tree.tsx";
import { afterIn, LevelPager } from "../level-pager.tsx";
import { OneButtonForm } from "../one-button-form.tsx";
import { UpToDomains } from "../up.tsx";

export const metadata: Metadata = { title: "Domain" };

export default administratorPage(async (actor, { params, searchParams }: PageProps<"/administration/domains/[id]">) => {
  const after = afterIn((await searchParams).after);
  const domain = await findDomain(actor, (await params).id);
  const { nodes, next } = await treeBelow(actor, domain, after);
  const canHaveChildren = domain.above.length < LEVELS_BELOW_ROOT;
  const over = [
    { href: paths.domainGroup(domain.groupId), label: domain.group },
    ...domain.above.map(({ id, path }) => ({ href: paths.domain(id), label: path.slice(path.lastIndexOf("/") + 1) })),
  ];
  return (
    <House
      actor={actor}
      room="domains"
      title={domain.path}
      above={<UpToDomains over={over} />}
      actions={<DomainBadge colour={domain.colour}>{domain.group}</DomainBadge>}
    >
      <div className="grid items-start gap-6 xl:grid-cols-[1fr_24rem]">
        <section className="card p-4 sm:p-6" aria-labelledby="below">
          <h2 id="below" className="mb-3">
            Domains below
          </h2>
          {nodes.length === 0 ? (
            <p className="text-muted">{canHaveChildren ? "None yet." : "None: this is the lowest level there is."}</p>
          ) : (
            <DomainTree nodes={nodes} />
          )}
          <LevelPager path={paths.domain(domain.id)} after={after} next={next} />
          {canHaveChildren && (
            <div className="mt-5 border-line border-t pt-5">
              <h2 className="mb-4">Add a domain below</h2>
              <AddDomainForm group={domain.groupId} below={domain} />
            </div>
          )}
        </section>
        <Facts domain={domain} />
      </div>
    </House>
  );
});

const Facts = ({ domain }: { domain: DomainDetails }) => (
  <section className="card space-y-5 p-6" aria-labelledby="facts">
    <h2 id="facts">Domain</h2>
    <div>
      <p className="text-muted text-sm">State</p>
      <p className="mt-0.5 mb-2">
        {domain.isActive
          ? "Active: accounts can be restricted to it."
          : "Inactive: it cannot be newly assigned; accounts that are restricted to it stay so."}
      </p>
      <OneButtonForm
        action={setDomainActiveAction}
        fields={{ domain: domain.id, active: domain.isActive ? "no" : "yes" }}
        label={domain.isActive ? "Deactivate" : "Activate"}
        busy="Saving …"
      />
    </div>
    <div>
      <p className="text-muted text-sm">Accounts restricted to it</p>
      <p className="mt-0.5">
        {domain.accounts} ·{" "}
        <Link href={`${paths.accounts}?${new URLSearchParams({ domain: domain.name })}`} className="link">
          Show them, and those of domains below
        </Link>
      </p>
    </div>
    <DeleteDetails action={deleteDomainAction} fields={{ domain: domain.id }} summary="Delete this domain">
      Only a domain that nothing lies below and nobody is restricted to can be deleted. This cannot be undone.
    </DeleteDetails>
  </section>
);
