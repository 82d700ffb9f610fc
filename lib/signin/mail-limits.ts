import type { Transaction } from "#db/client.ts";
import { sourceOf } from "#lib/http/client-address.ts";
import { count } from "#lib/rate-limits/counters.ts";

/** Each has a budget of its own, so that nobody uses up another's by asking for something else. */
export type RequestedEmail = "recovery" | "email-change";

const WINDOW_SECONDS = 3600;

/** Emails of one kind that others can have sent to one mailbox. */
const PER_MAILBOX = 3;
/** Emails of one kind that one source can have sent to all of them. */
const PER_SOURCE = 20;

/**
 * Charges an email to a mailbox whose owner may not have asked for it, in the transaction that queues it (OWASP ASVS
 * 2.4.1).
 * @param address the client's; unknown, only the limit of the mailbox applies
 * @param mailbox a digest of its address, whether an account has it or not
 * @returns whether it is still within the limits
 */
export async function chargeEmail(
  tx: Transaction,
  kind: RequestedEmail,
  address: string | null,
  mailbox: string,
): Promise<boolean> {
  const isWithin = async (key: string, maximum: number) => {
    const [points = 0] = await count(tx, [`${kind}:${key}`], WINDOW_SECONDS);
    return points <= maximum;
  };
  if (address && !(await isWithin(`source:${sourceOf(address)}`, PER_SOURCE))) return false;
  return isWithin(`mailbox:${mailbox}`, PER_MAILBOX);
}
