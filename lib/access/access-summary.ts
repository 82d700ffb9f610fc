import { type AccessScope, byGroup, type Domain, withoutRedundant } from "./domains.ts";
import { can } from "./permissions.ts";
import { RESOURCE_TYPES } from "./resource-types.ts";
import { ADMINISTRATOR, isAdministrator, ROLES } from "./roles.ts";

export function describeAccess({ roles, restrictions }: AccessScope): string {
  if (isAdministrator({ roles })) return ROLES.find(({ id }) => id === ADMINISTRATOR)?.description ?? "";
  const permissions = describePermissions(roles);
  const scope = describeScope(withoutRedundant(restrictions));
  return `${[permissions, scope].filter(Boolean).join(permissions.includes(",") ? ", " : " ")}.`;
}

function describePermissions(roles: readonly string[]): string {
  const labelsOf = (types: readonly (typeof RESOURCE_TYPES)[number][]) =>
    listed(
      types.map(({ label }) => label),
      "and",
    );
  const editable = RESOURCE_TYPES.filter(({ id }) => can(roles, "write", id));
  const readOnly = RESOURCE_TYPES.filter(({ id }) => can(roles, "read", id) && !can(roles, "write", id));
  if (editable.length === 0) return readOnly.length === 0 ? "No access" : "Read-only access";
  const edits = `Can edit ${labelsOf(editable)}`;
  return readOnly.length === 0 ? edits : `${edits}, and view ${labelsOf(readOnly)}`;
}

/** Within a group, domains add up. Each further group narrows the scope. */
function describeScope(restrictions: readonly Domain[]): string {
  const groups = byGroup(restrictions);
  const scopes = groups.map((domains) => {
    const paths = listed(
      domains.map(({ path }) => path),
      "or",
    );
    return `in ${paths} and below${groups.length > 1 ? ` (${domains[0]?.group})` : ""}`;
  });
  return scopes.join(", limited to what is also ");
}

function listed(words: readonly string[], conjunction: "and" | "or"): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} ${conjunction} ${last}`;
}
