import type { ResourceType } from "./resource-types.ts";
import { ROLES } from "./roles.ts";

export type Access = "read" | "write";

/** Roles add up, and each may read every type of resource. An unknown role grants nothing. */
export const can = (roles: readonly string[], access: Access, type: ResourceType): boolean =>
  ROLES.some(
    ({ id, writes }) => roles.includes(id) && (access === "read" || writes.some((writable) => writable === type)),
  );
