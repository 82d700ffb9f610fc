import { eq } from "drizzle-orm";
import { read } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import type { Actor } from "#lib/access/actor.ts";
import { NotFound } from "#lib/errors.ts";
import type { ProfileInput } from "./core/account-input.ts";

/** @throws NotFound when the account is gone */
export async function profileOf(user: Pick<Actor, "id">): Promise<ProfileInput> {
  const [found] = await read((db) =>
    db
      .select({ firstName: accounts.firstName, lastName: accounts.lastName, phone: accounts.phone })
      .from(accounts)
      .where(eq(accounts.id, user.id)),
  );
  if (!found) throw new NotFound();
  return found;
}
