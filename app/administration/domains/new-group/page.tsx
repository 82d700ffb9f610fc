import { administratorPage } from "#app/_auth/page-guards.tsx";
import { AppShell } from "#app/_components/app-shell.tsx";
import { paths } from "#lib/paths.ts";
import { AddGroupForm } from "./add-group-form.tsx";

export default administratorPage(async (actor) => (
  <AppShell
    actor={actor}
    section="domains"
    title="Add domain group"
    breadcrumb={[{ href: paths.domains, label: "Domains" }]}
  >
    <AddGroupForm />
  </AppShell>
));
