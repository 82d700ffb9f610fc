import { isAdministrator } from "./roles.ts";

/** For example `EMEA/France` in the group `Regions`. */
export type Domain = Readonly<{ group: string; path: string }>;

/** The domains of a resource: at most one path per group, by the name of the group. */
export type ResourceDomains = ReadonlyMap<string, string>;

export type AccessScope = Readonly<{ roles: readonly string[]; restrictions: readonly Domain[] }>;

/** Names of groups and paths of domains are compared and unique case-insensitively. */
export const normalizeDomainName = (name: string): string => name.normalize("NFC").toLowerCase();

/** A domain as shown to users. Unambiguous, because names of groups contain no colon. */
export const domainName = ({ group, path }: Domain): string => `${group}: ${path}`;

export function parseDomainName(name: string): Domain | undefined {
  const [, group, path] = name.match(/^([^:]+): (.+)$/s) ?? [];
  return group && path ? { group, path } : undefined;
}

/** From the root down: `EMEA` and `EMEA/France` for `EMEA/France/Paris`. */
export function ancestorPaths(path: string): string[] {
  const segments = path.split("/");
  return segments.slice(1).map((_, index) => segments.slice(0, index + 1).join("/"));
}

/** `other` equals `path` or is below it. Segments are compared as a whole. */
export const contains = (path: string, other: string): boolean =>
  containsNormalized(normalizeDomainName(path), normalizeDomainName(other));

const containsNormalized = (path: string, other: string): boolean => other === path || other.startsWith(`${path}/`);

const isSameGroup = (one: Domain, other: Domain) => normalizeDomainName(one.group) === normalizeDomainName(other.group);

export function withoutRedundant(restrictions: readonly Domain[]): Domain[] {
  const normalized = restrictions.map(({ group, path }) => ({
    group: normalizeDomainName(group),
    path: normalizeDomainName(path),
  }));
  return restrictions.filter((_, index) => {
    const one = normalized[index];
    return !normalized.some(
      (other, place) =>
        place !== index &&
        other.group === one?.group &&
        containsNormalized(other.path, one.path) &&
        (place < index || other.path !== one.path),
    );
  });
}

export function byGroup(restrictions: readonly Domain[]): Domain[][] {
  const groups: Domain[][] = [];
  for (const restriction of restrictions) {
    const known = groups.find(([first]) => first && isSameGroup(first, restriction));
    if (known) known.push(restriction);
    else groups.push([restriction]);
  }
  return groups;
}

/** OR within a group, AND across groups. Without a domain in a restricted group, a resource stays hidden. */
export const canAccess = (account: AccessScope, resource: ResourceDomains): boolean =>
  // Administrators must be able to fix misplaced resources.
  isAdministrator(account) ||
  byGroup(account.restrictions).every((restrictions) =>
    restrictions.some(({ group, path }) => {
      const placed = resource.get(group);
      return placed !== undefined && contains(path, placed);
    }),
  );
