import { eq } from "drizzle-orm";
import { type Transaction, transaction } from "#db/client.ts";
import type { accounts } from "#db/schema/accounts.ts";
import type { Change } from "#db/schema/audit-events.ts";
import { credentials } from "#db/schema/credentials.ts";
import { changesOfState } from "#lib/accounts/core/account-changes.ts";
import { lockAccount } from "#lib/accounts/core/lock-account.ts";
import { anonymousActor, LINK_USER } from "#lib/audit/audit-actor.ts";
import { NotFound, UserError } from "#lib/errors.ts";
import { requireLocalPasswords } from "#lib/federation/local-passwords.ts";
import type { RequestSource } from "#lib/http/request-source.ts";
import { InvalidLink } from "#lib/links/invalid-link.ts";
import type { LinkPurpose } from "#lib/links/link-purposes.ts";
import { recordRejectedLink } from "#lib/links/record-rejected-link.ts";
import { redeemLink } from "#lib/links/redeem-link.ts";
import { findSubmittedLink, type SubmittedLink } from "#lib/links/submitted-link.ts";
import { turnOf } from "#lib/passwords/hashing-queue.ts";
import { hashPassword } from "#lib/passwords/password-hash.ts";
import { passwordProblem } from "#lib/passwords/password-policy.ts";
import { storePassword } from "#lib/passwords/store-password.ts";
import { revokeSessions } from "#lib/sessions/create-session.ts";

type Account = typeof accounts.$inferSelect;

export type LinkSubmission = Readonly<{ submitted: SubmittedLink; source: RequestSource }>;

/** What else a link is for, in the same transaction; told which state the new password has changed. */
type AndThen = (tx: Transaction, account: Account, changes: readonly Change[]) => Promise<void>;

/**
 * Stores the password that the holder of a link has chosen, and uses the link up with it: of all who try at once one
 * succeeds, and a password that is refused leaves the link as it was. Every session ends, a lock ends, and nobody is
 * signed in by it.
 * @throws InvalidLink (and records the attempt) when the link does not work (any more)
 * @throws UserError when the password breaks a rule
 */
export const setPasswordWithLink = (
  { submitted, source }: LinkSubmission,
  purpose: LinkPurpose,
  password: string,
  andThen: AndThen,
): Promise<void> =>
  choose(submitted, purpose, password, andThen).catch((error) => {
    const by = anonymousActor(source.address, LINK_USER);
    return recordRejectedLink(error, submitted, purpose, by);
  });

async function choose(
  submitted: SubmittedLink,
  purpose: LinkPurpose,
  password: string,
  andThen: AndThen,
): Promise<void> {
  requireLocalPasswords();
  const link = await findSubmittedLink(submitted, purpose);
  const problem = passwordProblem(password, link.email);
  if (problem) throw new UserError({ password: problem });
  const passwordHash = await hashPassword(password, turnOf(link.accountId));

  await transaction(async (tx) => {
    const account = await lockAccount(tx, link.accountId).catch(closed);
    // Credentials before links, as everybody else: so that no two wait for each other.
    const [before] = await tx.select().from(credentials).where(eq(credentials.accountId, account.id)).for("update");
    if (account.email !== link.email || !(await redeemLink(tx, link.secret, purpose))) throw new InvalidLink();
    await storePassword(tx, account.id, passwordHash);
    await revokeSessions(tx, account.id);
    await andThen(tx, account, changesOfState(before, { lockedAt: null }));
  });
}

function closed(error: unknown): never {
  throw error instanceof NotFound ? new InvalidLink() : error;
}
