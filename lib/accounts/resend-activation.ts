import { eq } from "drizzle-orm";
import { credentials } from "#db/schema/credentials.ts";
import type { Actor } from "#lib/access/actor.ts";
import { administer } from "#lib/access/administer.ts";
import { record } from "#lib/audit/record.ts";
import { requireMail } from "#lib/mail/mode.ts";
import { Refusal } from "#lib/refusal.ts";
import { requirePasswordsHere } from "#lib/signin/federation/passwords-here.ts";
import { findForChange } from "./find-for-change.ts";
import { mailActivation } from "./mail-activation.ts";

/**
 * Mails an activation link again, for a full new term; the older link stops working.
 * @returns the e-mail it goes to
 * @throws Forbidden unless the actor is an administrator
 * @throws NotFound when the account is gone
 * @throws Refusal when its holder has come in already, outgoing mail is off, or passwords are not kept here
 */
export const resendActivation = (actor: Actor, id: string): Promise<string> =>
  administer(actor, async (tx) => {
    requirePasswordsHere();
    requireMail("on");
    const account = await findForChange(tx, id);
    const [stored] = await tx.select().from(credentials).where(eq(credentials.accountId, account.id));
    if (stored?.activatedAt) throw new Refusal(`${account.email} has activated the account already.`);
    await mailActivation(tx, account, actor.email);
    await record(tx, { event: "activation_mailed", by: actor, on: account });
    return account.email;
  });
