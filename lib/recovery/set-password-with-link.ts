import { eq } from "drizzle-orm";
import { type Transaction, transaction } from "#db/client.ts";
import type { accounts } from "#db/schema/accounts.ts";
import type { Change } from "#db/schema/audit-events.ts";
import { credentials } from "#db/schema/credentials.ts";
import { changesOfState } from "#lib/accounts/core/account-changes.ts";
import { findForChange } from "#lib/accounts/core/lock-account.ts";
import { anonymousAuthor, LINK_HOLDER } from "#lib/audit/audit-actor.ts";
import { NotFound, Refusal } from "#lib/errors.ts";
import { requirePasswordsHere } from "#lib/federation/local-passwords.ts";
import type { RequestSource } from "#lib/http/request-source.ts";
import { LinkClosed } from "#lib/links/invalid-link.ts";
import type { LinkPurpose } from "#lib/links/link-purposes.ts";
import { recordRefusedLink } from "#lib/links/record-rejected-link.ts";
import { redeemLink } from "#lib/links/redeem-link.ts";
import { findShownLink, type HeldLink } from "#lib/links/submitted-link.ts";
import { turnOf } from "#lib/passwords/hashing-queue.ts";
import { hashPassword } from "#lib/passwords/password-hash.ts";
import { passwordProblem } from "#lib/passwords/password-policy.ts";
import { storeChosenPassword } from "#lib/passwords/store-password.ts";
import { endSessionsOf } from "#lib/sessions/create-session.ts";

type Account = typeof accounts.$inferSelect;

export type LinkHolder = Readonly<{ held: HeldLink; source: RequestSource }>;

/** What else a link is for, in the same transaction; told which state the new password has changed. */
type AndThen = (tx: Transaction, account: Account, changes: readonly Change[]) => Promise<void>;

/**
 * Stores the password that the holder of a link has chosen, and uses the link up with it: of all who try at once one
 * succeeds, and a password that is refused leaves the link as it was. Every session ends, a lock ends, and nobody is
 * signed in by it.
 * @throws LinkClosed (and records the attempt) when the link does not work (any more)
 * @throws Refusal when the password breaks a rule
 */
export const choosePasswordByLink = (
  { held, source }: LinkHolder,
  purpose: LinkPurpose,
  password: string,
  andThen: AndThen,
): Promise<void> =>
  choose(held, purpose, password, andThen).catch((error) => {
    const by = anonymousAuthor(source.address, LINK_HOLDER);
    return recordRefusedLink(error, held, purpose, by);
  });

async function choose(held: HeldLink, purpose: LinkPurpose, password: string, andThen: AndThen): Promise<void> {
  requirePasswordsHere();
  const link = await findShownLink(held, purpose);
  const problem = passwordProblem(password, link.email);
  if (problem) throw new Refusal({ password: problem });
  const passwordHash = await hashPassword(password, turnOf(link.accountId));

  await transaction(async (tx) => {
    const account = await findForChange(tx, link.accountId).catch(closed);
    // Credentials before links, as everybody else: so that no two wait for each other.
    const [before] = await tx.select().from(credentials).where(eq(credentials.accountId, account.id)).for("update");
    if (account.email !== link.email || !(await redeemLink(tx, link.secret, purpose))) throw new LinkClosed();
    await storeChosenPassword(tx, account.id, passwordHash);
    await endSessionsOf(tx, account.id);
    await andThen(tx, account, changesOfState(before, { lockedAt: null }));
  });
}

function closed(error: unknown): never {
  throw error instanceof NotFound ? new LinkClosed() : error;
}
