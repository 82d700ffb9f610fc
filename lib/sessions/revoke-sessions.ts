import { and, eq, ne } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { sessions } from "#db/schema/sessions.ts";

/** @returns how many sessions were revoked */
export async function revokeSessions(tx: Transaction, accountId: string, exceptId?: string): Promise<number> {
  const others = exceptId ? ne(sessions.id, exceptId) : undefined;
  const revoked = await tx
    .delete(sessions)
    .where(and(eq(sessions.accountId, accountId), others))
    .returning({ id: sessions.id });
  return revoked.length;
}
