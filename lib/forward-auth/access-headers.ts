import type { Actor } from "#lib/access/actor.ts";
import { DOMAINS_HEADER_MAX_BYTES, domainsHeader, encodeHeaderValue } from "#lib/access/domains-header.ts";
import { isAdministrator } from "#lib/access/roles.ts";
import { displayName } from "#lib/profile/full-name.ts";

/** No domain is encoded like this, because each one has a colon. */
const ALL_DOMAINS = "*";

type User = Pick<Actor, "id" | "email" | "firstName" | "lastName" | "roles" | "restrictions">;

/** Always sets all headers, so that a proxy that copies them overwrites what a client sent. */
export function accessHeaders(user: User): Record<string, string> | undefined {
  const domains = domainsOf(user);
  // A part of the restrictions would grant other rights.
  if (domains.length > DOMAINS_HEADER_MAX_BYTES) return undefined;
  return {
    // Ids and emails are ASCII already (`canonicalEmail`).
    "Remote-User": user.id,
    "Remote-Email": user.email,
    "Remote-Name": encodeHeaderValue(displayName(user)),
    "Remote-Roles": user.roles.map(encodeHeaderValue).sort().join(","),
    "Remote-Domains": domains,
  };
}

const domainsOf = ({ roles, restrictions }: User): string =>
  isAdministrator({ roles }) || restrictions.length === 0 ? ALL_DOMAINS : domainsHeader(restrictions);
