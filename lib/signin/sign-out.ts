import { eq } from "drizzle-orm";
import { transaction } from "#db/client.ts";
import { sessions } from "#db/schema/sessions.ts";
import type { Actor } from "#lib/access/actor.ts";
import { record } from "#lib/audit/record.ts";

/** Ends the session on the server, so that a copied cookie is worth nothing from now on (OWASP ASVS 7.4.1). */
export const signOut = (actor: Actor): Promise<void> =>
  transaction(async (tx) => {
    const ended = await tx.delete(sessions).where(eq(sessions.id, actor.sessionId)).returning({ id: sessions.id });
    if (ended.length > 0) await record(tx, { event: "signed_out", by: actor, on: actor });
  });
