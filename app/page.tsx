import { describeAccess } from "#lib/access/access-summary.ts";
import { isAdministrator, roleLabel } from "#lib/access/roles.ts";
import { paths } from "#lib/paths.ts";
import { displayName } from "#lib/profile/full-name.ts";
import { actorPage } from "./_auth/page-guards.tsx";
import { AppShell } from "./_components/app-shell.tsx";
import { Section } from "./_components/section.tsx";

export default actorPage(async (actor) => (
  <AppShell actor={actor} section="home" title="Home" heading={`Welcome, ${actor.firstName || displayName(actor)}`}>
    <Section
      id="access"
      title="Your access"
      lead={`${actor.roles.length === 1 ? "Your role" : "Your roles"}: ${actor.roles.map(roleLabel).join(", ")}`}
    >
      <p className="text-lg wrap-anywhere">{describeAccess(actor)}</p>
      {isAdministrator(actor) && (
        <a href={paths.accounts} className="button button-primary mt-5">
          Manage user accounts
        </a>
      )}
    </Section>
  </AppShell>
));
