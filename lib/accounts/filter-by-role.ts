import { sql } from "drizzle-orm";
import type { Role } from "#lib/access/roles.ts";
import type { ListFilter } from "./list-filter.ts";

export function roleFilter(role: Role): ListFilter {
  const condition = sql`account.roles @> ARRAY[${role}]::text[]`;
  return { condition, indexed: condition };
}
