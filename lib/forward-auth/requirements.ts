import { z } from "zod";
import type { Actor } from "#lib/access/actor.ts";
import { may } from "#lib/access/permissions.ts";
import { KIND_IDS } from "#lib/access/resource-types.ts";
import { ROLE_IDS } from "#lib/access/roles.ts";

const demands = z.strictObject({
  /** Roles that must all be held. */
  role: z.array(z.enum(ROLE_IDS)).optional(),
  /** Kinds of resource that must all be open to change. */
  write: z.array(z.enum(KIND_IDS)).optional(),
  /** Whoever is not signed in is led to the sign-in page, by a proxy that hands them this answer as it is. */
  "sign-in": z.tuple([z.literal("redirect")]).optional(),
});

export type Demands = z.output<typeof demands>;

/** What a proxy asks of whoever wants to pass; `undefined` when it asks for something that is not known. */
export function parseDemands(query: URLSearchParams): Demands | undefined {
  const asked = Object.fromEntries([...query.keys()].map((name) => [name, query.getAll(name)]));
  return demands.safeParse(asked).data;
}

/** Whether somebody has everything that is asked for. */
export const satisfies = ({ roles }: Pick<Actor, "roles">, { role = [], write = [] }: Demands): boolean =>
  role.every((one) => roles.includes(one)) && write.every((kind) => may(roles, "write", kind));
