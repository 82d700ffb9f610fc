import type { Actor } from "#lib/access/actor.ts";
import { DOMAINS_HEADER_MAX, domainsHeader } from "#lib/access/domains-header.ts";
import { encoded } from "#lib/access/header-encoding.ts";
import { isAdministrator } from "#lib/access/roles.ts";
import { nameOf } from "#lib/profile/full-name.ts";

/** Stands for all domains. No domain is written like it, because every one has a colon. */
const ALL_DOMAINS = "*";

type Subject = Pick<Actor, "id" | "email" | "firstName" | "lastName" | "roles" | "restrictions">;

/**
 * Who passes the gate, in headers for the product behind it. Each is always there, so that a proxy that copies them
 * overwrites whatever a client sent under their names. Ids and emails are printable ASCII as they are stored
 * (`canonicalEmail`); everything that people name freely is encoded.
 * @returns `undefined` when the restrictions are longer than proxies take: part of them would be other rights
 */
export function accessHeaders(subject: Subject): Record<string, string> | undefined {
  const domains = domainsOf(subject);
  if (domains.length > DOMAINS_HEADER_MAX) return undefined;
  return {
    "Remote-User": subject.id,
    "Remote-Email": subject.email,
    "Remote-Name": encoded(nameOf(subject)),
    "Remote-Roles": subject.roles.map(encoded).sort().join(","),
    "Remote-Domains": domains,
  };
}

const domainsOf = ({ roles, restrictions }: Subject): string =>
  isAdministrator({ roles }) || restrictions.length === 0 ? ALL_DOMAINS : domainsHeader(restrictions);
