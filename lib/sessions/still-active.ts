import { eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { sessions } from "#db/schema/sessions.ts";
import type { Actor } from "#lib/access/actor.ts";

/**
 * Whether the session that asks has not been ended meanwhile. A new one must not be opened in the place of one that
 * a reset, or somebody's "end all sessions", has just closed.
 */
export const isSessionActive = async (tx: Transaction, { sessionId }: Actor): Promise<boolean> =>
  (await tx.select({ id: sessions.id }).from(sessions).where(eq(sessions.id, sessionId))).length > 0;
