import { z } from "zod";
import { log } from "#lib/logging/log.ts";
import { type ClaimedEmail, claimEmail } from "./claim-email.ts";
import { DeliveryDeferred, type DeliveryOutcome, DeliveryRejected } from "./delivery.ts";
import { buildMessage } from "./message.ts";
import { recordOutcome } from "./record-outcome.ts";
import { deliver } from "./transport.ts";

const payloadSchema = z.object({ emailId: z.uuid() });

/** No transaction is open during the delivery. If the process dies, the next attempt starts when the lease expires. */
export async function sendEmail(payload: unknown): Promise<void> {
  const email = await claimEmail(payloadSchema.parse(payload).emailId);
  if (!email) return;
  const outcome = await attempt(email);
  await recordOutcome(email, outcome);
  const { id: emailId, kind, attempts } = email;
  if (outcome === "sent") log.info({ emailId, kind, attempts }, "Email sent");
  else log.warn({ emailId, kind, attempts, name: outcome.name }, "Email could not be delivered");
}

async function attempt(email: ClaimedEmail): Promise<DeliveryOutcome> {
  try {
    await deliver(await buildMessage(email));
    return "sent";
  } catch (error) {
    if (error instanceof DeliveryRejected || error instanceof DeliveryDeferred) return error;
    // A bug of ours, which an update may fix before the email is given up.
    log.error({ emailId: email.id, kind: email.kind, name: (error as Error).name }, "Email could not be rendered");
    return new DeliveryDeferred("The email could not be rendered.");
  }
}
