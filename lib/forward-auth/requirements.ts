import * as z from "zod";
import type { Actor } from "#lib/access/actor.ts";
import { can } from "#lib/access/permissions.ts";
import { RESOURCE_TYPE_IDS } from "#lib/access/resource-types.ts";
import { ROLE_IDS } from "#lib/access/roles.ts";

const schema = z.strictObject({
  role: z.array(z.enum(ROLE_IDS)).optional(),
  write: z.array(z.enum(RESOURCE_TYPE_IDS)).optional(),
  /** Instead of answering 401. */
  "sign-in": z.tuple([z.literal("redirect")]).optional(),
});

export type Requirements = z.output<typeof schema>;

export function parseRequirements(query: URLSearchParams): Requirements | undefined {
  const parameters = Object.fromEntries([...query.keys()].map((name) => [name, query.getAll(name)]));
  return schema.safeParse(parameters).data;
}

export const isAuthorized = ({ roles }: Pick<Actor, "roles">, { role = [], write = [] }: Requirements): boolean =>
  role.every((one) => roles.includes(one)) && write.every((type) => can(roles, "write", type));
