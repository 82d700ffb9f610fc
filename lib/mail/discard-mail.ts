import { and, eq } from "drizzle-orm";
import { mails } from "#db/schema/mails.ts";
import type { Actor } from "#lib/access/actor.ts";
import { administer } from "#lib/access/administer.ts";
import { record } from "#lib/audit/record.ts";
import { isId } from "#lib/id.ts";
import { NotFound } from "#lib/refusal.ts";
import { cancelMail } from "./cancel-mails.ts";

/**
 * Lays a failed mail aside: nobody is reminded of it any more.
 * @returns whom it would have gone to
 * @throws Forbidden unless the actor is an administrator
 * @throws NotFound when it has not failed
 */
export const discardMail = (actor: Actor, id: string): Promise<string> =>
  administer(actor, async (tx) => {
    if (!isId(id)) throw new NotFound();
    const [mail] = await tx
      .select()
      .from(mails)
      .where(and(eq(mails.id, id), eq(mails.state, "FAILED")))
      .for("update");
    if (!mail) throw new NotFound();
    await cancelMail(tx, id, `Discarded by ${actor.email}. ${mail.problem ?? ""}`);
    await record(tx, { event: "mail_discarded", by: actor, on: { id: mail.accountId, email: mail.recipient } });
    return mail.recipient;
  });
