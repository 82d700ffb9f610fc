import { transaction } from "#db/client.ts";
import { sourceOf } from "#lib/http/client-address.ts";
import { count } from "#lib/rate-limits/counters.ts";

const WINDOW_SECONDS = 3600;

/** Emails that strangers can have sent to one mailbox. */
const PER_MAILBOX = 3;
/** Emails that one source can have sent to all of them. */
const PER_SOURCE = 20;

/**
 * Charges an email that somebody asks for without being signed in (OWASP ASVS 2.4.1).
 * @param address the client's; unknown, only the limit of the mailbox applies
 * @param mailbox a digest of its address, whether an account has it or not
 * @returns whether it is still within the limits
 */
export const chargeMailRequest = (address: string | null, mailbox: string): Promise<boolean> =>
  transaction(async (tx) => {
    const isWithin = async (key: string, maximum: number) => {
      const [points = 0] = await count(tx, [key], WINDOW_SECONDS);
      return points <= maximum;
    };
    if (address && !(await isWithin(`mail-source:${sourceOf(address)}`, PER_SOURCE))) return false;
    return isWithin(`mailbox:${mailbox}`, PER_MAILBOX);
  });
