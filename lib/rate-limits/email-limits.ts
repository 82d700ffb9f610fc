import type { Transaction } from "#db/client.ts";
import { sourceOf } from "#lib/http/client-address.ts";
import { count } from "./counters.ts";

/** Each has a budget of its own, so that nobody uses up another's by asking for something else. */
export type RequestedEmail = "recovery" | "email-change";

const WINDOW_SECONDS = 3600;

/** Emails of one kind that others can have sent to one mailbox. */
const PER_MAILBOX = 3;
/** Requests for emails of one kind from one source. */
const PER_SOURCE = 20;

/**
 * Counts a request towards those of its source, before anything depends on whom it is for.
 * @param address the client's; unknown, only the limit of the mailbox applies
 * @returns whether it is still within the limit
 */
export const countRequest = async (tx: Transaction, kind: RequestedEmail, address: string | null): Promise<boolean> =>
  !address || isWithin(tx, `${kind}:source:${sourceOf(address)}`, PER_SOURCE);

/**
 * Charges an email to a mailbox whose owner may not have asked for it, in the transaction that queues it (OWASP ASVS
 * 2.4.1).
 * @param mailbox a digest of its address, whether an account has it or not
 * @returns whether it is still within the limit
 */
export const chargeMailbox = (tx: Transaction, kind: RequestedEmail, mailbox: string): Promise<boolean> =>
  isWithin(tx, `${kind}:mailbox:${mailbox}`, PER_MAILBOX);

async function isWithin(tx: Transaction, key: string, maximum: number): Promise<boolean> {
  const [points = 0] = await count(tx, [key], WINDOW_SECONDS);
  return points <= maximum;
}
