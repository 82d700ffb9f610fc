import { z } from "zod";
import { log } from "#lib/logging/log.ts";
import { type ClaimedEmail, claimEmail } from "./claim-email.ts";
import { type DeliveryOutcome, DeliveryPostponed, DeliveryRefused } from "./delivery.ts";
import { buildMessage } from "./message.ts";
import { recordOutcome } from "./record-outcome.ts";
import { transport } from "./transport.ts";

const job = z.object({ emailId: z.uuid() });

/**
 * Tries to send one mail, and settles what came of it. Claiming, delivering and settling are three steps, none of which
 * holds a transaction open while the provider is at work. Whoever is killed in between leaves a lease behind, after
 * which the next one tries, with the same key: a provider that knows keys delivers it once.
 */
export async function sendEmail(payload: unknown): Promise<void> {
  const mail = await claimEmail(job.parse(payload).emailId);
  if (!mail) return;
  const outcome = await attempt(mail);
  await recordOutcome(mail, outcome);
  const { id, kind, attempts } = mail;
  if (outcome === "sent") log.info({ mail: id, kind, attempts }, "A mail was sent");
  else log.warn({ mail: id, kind, attempts, name: outcome.name }, "A mail could not be sent");
}

async function attempt(mail: ClaimedEmail): Promise<DeliveryOutcome> {
  try {
    await transport()(await buildMessage(mail));
    return "sent";
  } catch (error) {
    if (error instanceof DeliveryRefused || error instanceof DeliveryPostponed) return error;
    // A mistake of ours, which a newer version may have mended before the mail is given up.
    log.error({ mail: mail.id, kind: mail.kind, name: (error as Error).name }, "A mail could not be written");
    return new DeliveryPostponed("The mail could not be written.");
  }
}
