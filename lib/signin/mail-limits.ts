import { RateLimiterDrizzle, RateLimiterRes } from "rate-limiter-flexible";
import { type Database, read } from "#db/client.ts";
import { rateLimits } from "#db/schema/rate-limits.ts";
import { sourceOf } from "#lib/http/client-address.ts";

const WINDOW_SECONDS = 3600;

/** Mails that strangers can have sent to one mailbox. */
const PER_MAILBOX = 3;
/** Mails that one source can have sent to all of them. */
const PER_SOURCE = 20;

const open = (db: Database) => {
  const limiter = (keyPrefix: string, points: number) =>
    new RateLimiterDrizzle({ storeClient: db, schema: rateLimits, keyPrefix, points, duration: WINDOW_SECONDS });
  return { mailbox: limiter("mailbox", PER_MAILBOX), source: limiter("mail-source", PER_SOURCE) };
};

const opened = new WeakMap<Database, ReturnType<typeof open>>();

/**
 * Charges a mail that somebody asks for without being signed in (OWASP ASVS 2.4.1).
 * @param address the client's; unknown, only the limit of the mailbox applies
 * @param mailbox a digest of its address, whether an account has it or not
 * @returns whether it is still within the limits
 */
export const chargeMailRequest = (address: string | null, mailbox: string): Promise<boolean> =>
  read(async (db) => {
    const limiters = opened.get(db) ?? open(db);
    opened.set(db, limiters);
    try {
      if (address) await limiters.source.consume(sourceOf(address));
      await limiters.mailbox.consume(mailbox);
      return true;
    } catch (error) {
      if (error instanceof RateLimiterRes) return false;
      throw error;
    }
  });
