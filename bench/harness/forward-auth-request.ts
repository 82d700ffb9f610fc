import { paths } from "#lib/paths.ts";
import { groupWith, restrict, segregate } from "#tests/db/domains.ts";
import { activeAccount } from "#tests/db/people.ts";
import type { Context } from "./context.ts";
import type { LoadRequest } from "./load.ts";

const DOMAINS = 10;

/** As a proxy sends it for a user with ten domain restrictions. Turns segregation on. */
export async function forwardAuthRequest({ sessionCookie }: Context): Promise<LoadRequest> {
  const domains = Array.from({ length: DOMAINS }, (_, index) => `EMEA/Country ${index}`);
  const { name } = await groupWith(domains);
  const user = await activeAccount({ roles: ["device-manager"] });
  await restrict(user.id, ...domains.map((domain) => `${name}: ${domain}`));
  await segregate(true);
  const headers = { cookie: await sessionCookie(user.id), "x-forwarded-for": "192.0.2.1" };
  return { path: `${paths.access}?write=devices`, headers, status: 204 };
}
