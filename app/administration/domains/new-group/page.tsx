import { administratorPage } from "#app/_auth/page-guards.tsx";
import { AppShell } from "#app/_components/app-shell.tsx";
import { DomainBreadcrumb } from "#app/administration/domains/domain-breadcrumb.tsx";
import { AddGroupForm } from "./add-group-form.tsx";

export default administratorPage(async (actor) => (
  <AppShell actor={actor} section="domains" title="Add domain group" above={<DomainBreadcrumb />}>
    <div className="max-w-3xl">
      <AddGroupForm />
    </div>
  </AppShell>
));
