import { type Actor, isAdministrator } from "#lib/access/actor.ts";
import { type Domain, withoutCovered } from "#lib/access/domains.ts";
import { nameOf } from "#lib/accounts/full-name.ts";

/** Stands for all domains. No domain is written like it, because every one has a colon. */
const ALL_DOMAINS = "*";

/** UTF-8, with everything but letters, digits and `-._~` as %XX (RFC 3986, 2.3): no separator, space or line break. */
const encoded = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const encodedDomain = ({ group, path }: Domain): string =>
  `${encoded(group)}:${path.split("/").map(encoded).join("/")}`;

type Subject = Pick<Actor, "id" | "email" | "firstName" | "lastName" | "roles" | "restrictions">;

/**
 * Who passes the gate, in headers for the product behind it. Each is always there, so that a proxy that copies them
 * overwrites whatever a client sent under their names. Ids and e-mails are printable ASCII as they are stored
 * (`canonicalEmail`); everything that people name freely is encoded.
 */
export const accessHeaders = (subject: Subject): Record<string, string> => ({
  "Remote-User": subject.id,
  "Remote-Email": subject.email,
  "Remote-Name": encoded(nameOf(subject)),
  "Remote-Roles": subject.roles.map(encoded).sort().join(","),
  "Remote-Domains": domainsOf(subject),
});

function domainsOf({ roles, restrictions }: Subject): string {
  if (isAdministrator({ roles }) || restrictions.length === 0) return ALL_DOMAINS;
  return withoutCovered(restrictions).map(encodedDomain).sort().join(",");
}
