import { eq } from "drizzle-orm";
import { transaction } from "#db/client.ts";
import { sessions } from "#db/schema/sessions.ts";
import type { Actor } from "#lib/access/actor.ts";
import { record } from "#lib/audit/record.ts";

/** What a logout at the identity provider needs. */
export type EndedSession = Readonly<{ issuer: string | null; encryptedIdToken: string | null }>;

/** Deletes the session, because clearing the cookie would leave copies of it valid (OWASP ASVS 7.4.1). */
export const signOut = (actor: Actor): Promise<EndedSession | undefined> =>
  transaction(async (tx) => {
    const [ended] = await tx
      .delete(sessions)
      .where(eq(sessions.id, actor.sessionId))
      .returning({ issuer: sessions.issuer, encryptedIdToken: sessions.encryptedIdToken });
    if (ended) await record(tx, { event: "signed_out", by: actor, on: actor });
    return ended;
  });
