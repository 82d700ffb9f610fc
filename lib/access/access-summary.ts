import { type AccessScope, byGroup, type Domain, withoutRedundant } from "./domains.ts";
import { can } from "./permissions.ts";
import { RESOURCE_TYPES } from "./resource-types.ts";
import { ADMINISTRATOR, isAdministrator, ROLES } from "./roles.ts";

/**
 * What an account may do and on which part of the data, in one sentence: the same on its page, in a preview and for
 * the person themselves.
 */
export function describeAccess({ roles, restrictions }: AccessScope): string {
  if (isAdministrator({ roles })) return ROLES.find(({ id }) => id === ADMINISTRATOR)?.allows ?? "";
  const deeds = whatRolesAllow(roles);
  const where = whereIn(withoutRedundant(restrictions));
  return `${[deeds, where].filter(Boolean).join(", ")}.`;
}

function whatRolesAllow(roles: readonly string[]): string {
  const labels = (kinds: typeof RESOURCE_TYPES | readonly (typeof RESOURCE_TYPES)[number][]) =>
    listed(
      kinds.map(({ label }) => label),
      "and",
    );
  const changed = RESOURCE_TYPES.filter(({ id }) => can(roles, "write", id));
  const onlyRead = RESOURCE_TYPES.filter(({ id }) => can(roles, "read", id) && !can(roles, "write", id));
  if (changed.length === 0) return onlyRead.length === 0 ? "May do nothing" : "Reads everything, changes nothing";
  const changes = `Changes ${labels(changed)}`;
  return onlyRead.length === 0 ? changes : `${changes}, reads ${labels(onlyRead)}`;
}

/** Domains of one group add up, and each further group narrows what the others leave. */
function whereIn(restrictions: readonly Domain[]): string {
  const groups = byGroup(restrictions);
  const places = groups.map((group) => {
    const paths = listed(
      group.map(({ path }) => path),
      "or",
    );
    return `in ${paths} and below${groups.length > 1 ? ` (${group[0]?.group})` : ""}`;
  });
  return places.join(", and of that only what is ");
}

function listed(words: readonly string[], conjunction: "and" | "or"): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} ${conjunction} ${last}`;
}
