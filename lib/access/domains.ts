import { isAdministrator } from "./roles.ts";

/** A node of a domain group, such as `EMEA/France` of `Regions`. */
export type Domain = Readonly<{ group: string; path: string }>;

/** Where a resource lies: of each group, by its name, at most one path. */
export type ResourceDomains = ReadonlyMap<string, string>;

/** What an account's reach depends on. */
export type AccessScope = Readonly<{ roles: readonly string[]; restrictions: readonly Domain[] }>;

/** The form in which names of groups and paths of domains are compared: they are unique without regard to case. */
export const normalizeDomainName = (name: string): string => name.normalize("NFC").toLowerCase();

/** A domain as people read it. No group's name holds a colon, so that it can be told apart again. */
export const domainName = ({ group, path }: Domain): string => `${group}: ${path}`;

/** The domain that a name on the screen stands for; `undefined` when it is no such name. */
export function parseDomainName(name: string): Domain | undefined {
  const [, group, path] = name.match(/^([^:]+): (.+)$/s) ?? [];
  return group && path ? { group, path } : undefined;
}

/** The paths above one, from the root down: `EMEA` and `EMEA/France` of `EMEA/France/Paris`. */
export function ancestorPaths(path: string): string[] {
  const segments = path.split("/");
  return segments.slice(1).map((_, index) => segments.slice(0, index + 1).join("/"));
}

/** Whether one path is another or lies below it. Whole segments count: `EMEA/Fra` is no parent of `EMEA/France`. */
export function contains(path: string, other: string): boolean {
  const [above, below] = [normalizeDomainName(path), normalizeDomainName(other)];
  return below === above || below.startsWith(`${above}/`);
}

const isSameGroup = (one: Domain, other: Domain) => normalizeDomainName(one.group) === normalizeDomainName(other.group);

/** The restrictions that say something: one that lies below another of its group adds nothing to it. */
export const withoutRedundant = (restrictions: readonly Domain[]): Domain[] =>
  restrictions.filter(
    (one, index) =>
      !restrictions.some(
        (other, place) =>
          place !== index &&
          isSameGroup(one, other) &&
          contains(other.path, one.path) &&
          (place < index || !contains(one.path, other.path)),
      ),
  );

/** Restrictions by their group, in the order in which the groups come up first. */
export function byGroup(restrictions: readonly Domain[]): Domain[][] {
  const groups: Domain[][] = [];
  for (const restriction of restrictions) {
    const known = groups.find(([first]) => first && isSameGroup(first, restriction));
    if (known) known.push(restriction);
    else groups.push([restriction]);
  }
  return groups;
}

/**
 * Whether an account sees a resource: for each group in which the account is restricted, the resource's domain of that
 * group is one of the account's or lies below one. So domains of one group add up, and each further group narrows: a
 * team of a tenant sees what is of the team and of the tenant. A resource that carries no domain of such a group is
 * nobody's part of it, and stays unseen. Without a restriction all is seen, and by Administrators always: somebody has
 * to be able to put right what was misplaced.
 */
export const canAccess = (account: AccessScope, placement: ResourceDomains): boolean =>
  isAdministrator(account) ||
  byGroup(account.restrictions).every((restrictions) =>
    restrictions.some(({ group, path }) => {
      const placed = placement.get(group);
      return placed !== undefined && contains(path, placed);
    }),
  );
