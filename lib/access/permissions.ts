import type { ResourceType } from "./resource-types.ts";
import { ROLES } from "./roles.ts";

export type Access = "read" | "write";

/**
 * Whether somebody with these roles may read, or change, resources of a kind. Roles combine: each adds what it allows
 * and takes nothing away. Every role reads every kind, because who changes one thing has to see what it hangs
 * together with; a role that the set does not know allows nothing.
 */
export const can = (roles: readonly string[], access: Access, kind: ResourceType): boolean =>
  ROLES.some(({ id, writes }) => roles.includes(id) && (access === "read" || writes.some((one) => one === kind)));
