import { eq } from "drizzle-orm";
import { type Transaction, transaction } from "#db/client.ts";
import type { accounts } from "#db/schema/accounts.ts";
import type { Change } from "#db/schema/audit-events.ts";
import { credentials } from "#db/schema/credentials.ts";
import { changesOfState } from "#lib/accounts/core/account-changes.ts";
import { lockAccount } from "#lib/accounts/core/lock-account.ts";
import { anonymousActor, LINK_USER } from "#lib/audit/audit-actor.ts";
import { requireLocalPasswords } from "#lib/config/authentication-mode.ts";
import { NotFound, UserError } from "#lib/errors.ts";
import type { RequestSource } from "#lib/http/request-source.ts";
import { InvalidLink, type LinkPurpose } from "#lib/links/link.ts";
import { findSubmittedLink, recordRejectedLink, redeemLink, type SubmittedLink } from "#lib/links/redeem-link.ts";
import { schedulerFor } from "#lib/passwords/hashing-queue.ts";
import { hashPassword } from "#lib/passwords/password-hash.ts";
import { passwordProblem } from "#lib/passwords/password-policy.ts";
import { storePassword } from "#lib/passwords/store-password.ts";
import { revokeSessions } from "#lib/sessions/revoke-sessions.ts";

type Account = typeof accounts.$inferSelect;

export type LinkSubmission = Readonly<{ submitted: SubmittedLink; source: RequestSource }>;

/** `changes` says whether the account was unlocked. */
type OnSuccess = (tx: Transaction, account: Account, changes: readonly Change[]) => Promise<void>;

/** An unacceptable password leaves the link valid. @throws InvalidLink (and records the attempt), UserError */
export const setPasswordWithLink = (
  { submitted, source }: LinkSubmission,
  purpose: LinkPurpose,
  password: string,
  onSuccess: OnSuccess,
): Promise<void> =>
  redeem(submitted, purpose, password, onSuccess).catch((error) => {
    const by = anonymousActor(source.address, LINK_USER);
    return recordRejectedLink(error, submitted, purpose, by);
  });

async function redeem(
  submitted: SubmittedLink,
  purpose: LinkPurpose,
  password: string,
  onSuccess: OnSuccess,
): Promise<void> {
  requireLocalPasswords();
  const link = await findSubmittedLink(submitted, purpose);
  const problem = passwordProblem(password, link.email);
  if (problem) throw new UserError({ password: problem });
  const passwordHash = await hashPassword(password, schedulerFor(link.accountId));

  await transaction(async (tx) => {
    const account = await lockAccount(tx, link.accountId).catch(asInvalidLink);
    // Credentials are locked before links everywhere, to avoid deadlocks.
    const [before] = await tx.select().from(credentials).where(eq(credentials.accountId, account.id)).for("update");
    if (account.email !== link.email || !(await redeemLink(tx, link.token, purpose))) throw new InvalidLink();
    await storePassword(tx, account.id, passwordHash);
    await revokeSessions(tx, account.id);
    await onSuccess(tx, account, changesOfState(before, { lockedAt: null }));
  });
}

function asInvalidLink(error: unknown): never {
  throw error instanceof NotFound ? new InvalidLink() : error;
}
