import { isAdministrator } from "#lib/access/actor.ts";
import { ROLES } from "#lib/access/roles.ts";
import { nameOf } from "#lib/accounts/full-name.ts";
import { paths } from "#lib/paths.ts";
import { actorPage } from "./guards.tsx";
import { House } from "./ui/house.tsx";
import { Link } from "./ui/link.tsx";

export default actorPage(async (actor) => (
  <House actor={actor} room="home" title={`Welcome, ${actor.firstName || nameOf(actor)}`}>
    <section className="card p-6" aria-labelledby="access">
      <h2 id="access" className="mb-3">
        What you may access
      </h2>
      <ul className="space-y-3">
        {ROLES.filter(({ id }) => actor.roles.includes(id)).map((role) => (
          <li key={role.id}>
            <span className="font-medium">{role.label}</span>
            <span className="block text-muted">{role.allows}</span>
          </li>
        ))}
      </ul>
      {isAdministrator(actor) && (
        <Link href={paths.accounts} className="button button-primary mt-6">
          Manage user accounts
        </Link>
      )}
    </section>
  </House>
));
