import { eq } from "drizzle-orm";
import { transaction } from "#db/client.ts";
import { sessions } from "#db/schema/sessions.ts";
import type { Actor } from "#lib/access/actor.ts";
import { record } from "#lib/audit/record.ts";

/** What was kept with a session for the identity provider that opened it. */
export type EndedSession = Readonly<{ issuer: string | null; encryptedIdToken: string | null }>;

/**
 * Ends the session on the server, so that a copied cookie is worth nothing from now on (OWASP ASVS 7.4.1).
 * @returns the session; `undefined` when it was over already
 */
export const signOut = (actor: Actor): Promise<EndedSession | undefined> =>
  transaction(async (tx) => {
    const [ended] = await tx
      .delete(sessions)
      .where(eq(sessions.id, actor.sessionId))
      .returning({ issuer: sessions.issuer, encryptedIdToken: sessions.encryptedIdToken });
    if (ended) await record(tx, { event: "signed_out", by: actor, on: actor });
    return ended;
  });
