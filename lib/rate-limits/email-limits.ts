import type { Transaction } from "#db/client.ts";
import { sourceOf } from "#lib/http/client-address.ts";
import { increment } from "./counters.ts";

/** Each type has a limit of its own. */
export type RequestedEmail = "recovery" | "email-change";

const WINDOW_SECONDS = 3600;

const PER_MAILBOX = 3;
const PER_SOURCE = 20;

/** Counts a request; returns whether it is within the limit of its source. */
export const countRequest = async (tx: Transaction, type: RequestedEmail, address: string | null): Promise<boolean> =>
  !address || isWithin(tx, `${type}:source:${sourceOf(address)}`, PER_SOURCE);

/**
 * Counts an email; returns whether it is within the limit of its mailbox (OWASP ASVS 2.4.1).
 * @param mailbox a digest of the email address, whether an account has it or not
 */
export const chargeMailbox = (tx: Transaction, type: RequestedEmail, mailbox: string): Promise<boolean> =>
  isWithin(tx, `${type}:mailbox:${mailbox}`, PER_MAILBOX);

async function isWithin(tx: Transaction, key: string, maximum: number): Promise<boolean> {
  const [points = 0] = await increment(tx, [key], WINDOW_SECONDS);
  return points <= maximum;
}
