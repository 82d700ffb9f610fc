import { administratorPage } from "#app/_auth/page-guards.tsx";
import { AppShell } from "#app/_components/app-shell.tsx";
import { DomainBadge } from "#app/_components/domain-badge.tsx";
import { deleteGroupAction } from "#app/administration/domains/actions.ts";
import { AddDomainForm } from "#app/administration/domains/add-domain-form.tsx";
import { DeleteDetails } from "#app/administration/domains/delete-details.tsx";
import { DomainTree } from "#app/administration/domains/domain-tree.tsx";
import { afterIn, LevelPager } from "#app/administration/domains/level-pager.tsx";
import { groupTree } from "#lib/domains/domain-tree.ts";
import { NotFound } from "#lib/errors.ts";
import { paths } from "#lib/paths.ts";
import { EditGroupForm } from "./edit-group-form.tsx";

type Props = PageProps<"/administration/domains/groups/[id]">;

export default administratorPage(async (actor, { params, searchParams }: Props) => {
  const after = afterIn((await searchParams).after);
  const group = await groupTree(actor, (await params).id, after);
  if (!group) throw new NotFound();
  const { id, name, colour, nodes, next } = group;
  return (
    <AppShell
      actor={actor}
      section="domains"
      title={name}
      breadcrumb={[{ href: paths.domains, label: "Domains" }]}
      actions={<DomainBadge colour={colour}>{name}</DomainBadge>}
    >
      <div className="with-aside">
        <section className="card p-4 sm:p-6" aria-labelledby="domains">
          <h2 id="domains" className="mb-3">
            Domains
          </h2>
          {nodes.length === 0 ? <p className="text-muted">No domains yet.</p> : <DomainTree nodes={nodes} />}
          <LevelPager path={paths.domainGroup(id)} after={after} next={next} />
        </section>
        <div className="grid gap-6">
          <section className="card p-6" aria-labelledby="add-domain">
            <h2 id="add-domain" className="mb-4">
              Add a domain
            </h2>
            <AddDomainForm group={id} />
          </section>
          <section className="card p-6" aria-labelledby="group">
            <h2 id="group" className="mb-4">
              Group
            </h2>
            <EditGroupForm group={{ id, name, colour, description: group.description }} />
            <div className="mt-6">
              <DeleteDetails action={deleteGroupAction} fields={{ group: id }} summary="Delete this group">
                You can only delete an empty group. This can't be undone.
              </DeleteDetails>
            </div>
          </section>
        </div>
      </div>
    </AppShell>
  );
});
