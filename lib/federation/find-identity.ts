import { and, eq } from "drizzle-orm";
import { read } from "#db/client.ts";
import { identities } from "#db/schema/identities.ts";
import type { Actor } from "#lib/access/actor.ts";
import { requireAdministrator } from "#lib/authorization/as-administrator.ts";
import { config } from "#lib/config/index.ts";
import { isId } from "#lib/id.ts";

export type AccountIdentity = Readonly<{ subject: string; email: string | null; linkedAt: Date }>;

/** @throws Forbidden unless the actor is an administrator */
export async function findIdentity(actor: Actor, accountId: string): Promise<AccountIdentity | undefined> {
  await requireAdministrator(actor);
  const { identityProvider } = config();
  if (!identityProvider || !isId(accountId)) return undefined;
  const [identity] = await read((db) =>
    db
      .select({ subject: identities.subject, email: identities.email, linkedAt: identities.linkedAt })
      .from(identities)
      .where(and(eq(identities.accountId, accountId), eq(identities.issuer, identityProvider.issuer))),
  );
  return identity;
}
