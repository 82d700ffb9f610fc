import { and, eq } from "drizzle-orm";
import { emails } from "#db/schema/emails.ts";
import type { Actor } from "#lib/access/actor.ts";
import { record } from "#lib/audit/record.ts";
import { asAdministrator } from "#lib/authorization/as-administrator.ts";
import { NotFound } from "#lib/errors.ts";
import { isId } from "#lib/id.ts";
import { cancelEmail } from "./cancel-emails.ts";

/**
 * Lays a failed mail aside: nobody is reminded of it any more.
 * @returns whom it would have gone to
 * @throws Forbidden unless the actor is an administrator
 * @throws NotFound when it has not failed
 */
export const discardEmail = (actor: Actor, id: string): Promise<string> =>
  asAdministrator(actor, async (tx) => {
    if (!isId(id)) throw new NotFound();
    const [mail] = await tx
      .select()
      .from(emails)
      .where(and(eq(emails.id, id), eq(emails.state, "FAILED")))
      .for("update");
    if (!mail) throw new NotFound();
    await cancelEmail(tx, id, `Discarded by ${actor.email}. ${mail.problem ?? ""}`);
    await record(tx, { event: "email_discarded", by: actor, on: { id: mail.accountId, email: mail.recipient } });
    return mail.recipient;
  });
