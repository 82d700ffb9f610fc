import { eq } from "drizzle-orm";
import { type Transaction, transaction } from "#db/client.ts";
import type { accounts } from "#db/schema/accounts.ts";
import type { Change } from "#db/schema/audit-events.ts";
import { credentials } from "#db/schema/credentials.ts";
import { changesOfState } from "#lib/accounts/core/account-changes.ts";
import { lockAccount } from "#lib/accounts/core/lock-account.ts";
import { anonymousActor, LINK_HOLDER } from "#lib/audit/audit-actor.ts";
import { requireLocalPasswords } from "#lib/config/authentication-mode.ts";
import { NotFound, UserError } from "#lib/errors.ts";
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

/** The rest of the use case, in the same transaction. */
type Completion = (tx: Transaction, account: Account, changes: readonly Change[]) => Promise<void>;

/**
 * Stores a password and redeems the link in one transaction: of concurrent requests one succeeds, and a refused password
 * leaves the link valid. Every session ends, a lock ends, and nobody is signed in by it.
 * @throws InvalidLink (and records the attempt) when the link is not valid
 * @throws UserError when the password breaks a rule
 */
export const setPasswordWithLink = (
  { submitted, source }: LinkSubmission,
  purpose: LinkPurpose,
  password: string,
  complete: Completion,
): Promise<void> =>
  setPassword(submitted, purpose, password, complete).catch((error) => {
    const by = anonymousActor(source.address, LINK_HOLDER);
    return recordRejectedLink(error, submitted, purpose, by);
  });

async function setPassword(
  submitted: SubmittedLink,
  purpose: LinkPurpose,
  password: string,
  complete: Completion,
): Promise<void> {
  requireLocalPasswords();
  const link = await findSubmittedLink(submitted, purpose);
  const problem = passwordProblem(password, link.email);
  if (problem) throw new UserError({ password: problem });
  const passwordHash = await hashPassword(password, turnOf(link.accountId));

  await transaction(async (tx) => {
    const account = await lockAccount(tx, link.accountId).catch(asInvalidLink);
    // Credentials before links, as everywhere: against deadlocks.
    const [before] = await tx.select().from(credentials).where(eq(credentials.accountId, account.id)).for("update");
    if (account.email !== link.email || !(await redeemLink(tx, link.secret, purpose))) throw new InvalidLink();
    await storePassword(tx, account.id, passwordHash);
    await revokeSessions(tx, account.id);
    await complete(tx, account, changesOfState(before, { lockedAt: null }));
  });
}

function asInvalidLink(error: unknown): never {
  throw error instanceof NotFound ? new InvalidLink() : error;
}
