import { z } from "zod";
import type { Actor } from "#lib/access/actor.ts";
import { can } from "#lib/access/permissions.ts";
import { RESOURCE_TYPE_IDS } from "#lib/access/resource-types.ts";
import { ROLE_IDS } from "#lib/access/roles.ts";

const requirements = z.strictObject({
  /** Roles that must all be held. */
  role: z.array(z.enum(ROLE_IDS)).optional(),
  /** Kinds of resource that must all be open to change. */
  write: z.array(z.enum(RESOURCE_TYPE_IDS)).optional(),
  /** Whoever is not signed in is led to the sign-in page, by a proxy that hands them this answer as it is. */
  "sign-in": z.tuple([z.literal("redirect")]).optional(),
});

export type Requirements = z.output<typeof requirements>;

/** What a proxy asks of whoever wants to pass; `undefined` when it asks for something that is not known. */
export function parseRequirements(query: URLSearchParams): Requirements | undefined {
  const asked = Object.fromEntries([...query.keys()].map((name) => [name, query.getAll(name)]));
  return requirements.safeParse(asked).data;
}

/** Whether somebody has everything that is asked for. */
export const isAuthorized = ({ roles }: Pick<Actor, "roles">, { role = [], write = [] }: Requirements): boolean =>
  role.every((one) => roles.includes(one)) && write.every((kind) => can(roles, "write", kind));
