import type { Transaction } from "#db/client.ts";
import { sourceOf } from "#lib/http/client-address.ts";
import { increment } from "./counters.ts";

/** Each type has a limit of its own. */
export type RequestedEmail = "recovery" | "email-change";

const WINDOW_SECONDS = 3600;

const EMAILS_PER_MAILBOX = 3;
const REQUESTS_PER_SOURCE = 20;

/** Counts a request; returns whether it is within the limit of its source. */
export const countRequest = async (tx: Transaction, type: RequestedEmail, address: string | null): Promise<boolean> =>
  !address || isWithin(tx, `${type}:source:${sourceOf(address)}`, REQUESTS_PER_SOURCE);

/** In the transaction that queues the email (OWASP ASVS 2.4.1). @param mailbox a digest, with or without account */
export const chargeMailbox = (tx: Transaction, type: RequestedEmail, mailbox: string): Promise<boolean> =>
  isWithin(tx, `${type}:mailbox:${mailbox}`, EMAILS_PER_MAILBOX);

async function isWithin(tx: Transaction, key: string, maximum: number): Promise<boolean> {
  const [points = 0] = await increment(tx, [key], WINDOW_SECONDS);
  return points <= maximum;
}
