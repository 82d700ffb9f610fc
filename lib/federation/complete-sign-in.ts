import { and, eq, sql } from "drizzle-orm";
import { type Transaction, transaction } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { credentials } from "#db/schema/credentials.ts";
import { identities } from "#db/schema/identities.ts";
import { sessions } from "#db/schema/sessions.ts";
import { accountChanges } from "#lib/accounts/core/account-changes.ts";
import { record, unknownIdentity } from "#lib/audit/record.ts";
import { identifierDigest } from "#lib/crypto/derived-keys.ts";
import { hashToken } from "#lib/crypto/token.ts";
import type { RequestSource } from "#lib/http/request-source.ts";
import { canonicalEmail } from "#lib/profile/email-address.ts";
import { searchText, sortKey } from "#lib/profile/search-keys.ts";
import { createSession } from "#lib/sessions/create-session.ts";
import { printableExcerpt } from "#lib/text/printable.ts";
import { encryptIdToken } from "./id-token-hint.ts";
import type { IdentityClaims } from "./identity-claims.ts";
import { logMatchFailure } from "./log-problem.ts";
import { describeMatchFailure, type MatchFailure, matchAccount } from "./match-account.ts";
import { namesFromClaims } from "./names-from-claims.ts";
import { providerActor } from "./provider-actor.ts";
import { recordRejection } from "./record-rejection.ts";

type Account = typeof accounts.$inferSelect;

/**
 * Lets in whom the provider speaks of, if an account here is theirs: links it at the first time, takes over what the
 * provider knows of their names, and opens a session. What the provider claims gives no right to anything.
 * @param replacedSecret the session this browser had until now, which ends (OWASP ASVS 7.2.4)
 * @returns the session's secret; `undefined` when no account is theirs
 */
export async function completeFederatedSignIn(
  person: IdentityClaims,
  source: RequestSource,
  replacedSecret: string | undefined,
): Promise<string | undefined> {
  const encryptedIdToken = await encryptIdToken(person.idToken);
  return transaction(async (tx) => {
    const match = await matchAccount(tx, person);
    if ("refusal" in match) return refuse(tx, match.refusal, match.account, person, source);
    const { account, isNewLink } = match;
    if (isNewLink && !(await link(tx, account, person, source))) return refuse(tx, "conflict", account, person, source);
    if (!isNewLink) await recordEmailDrift(tx, account, person, source);
    await syncNames(tx, account, person, source);
    await tx.update(credentials).set({ lastSignInAt: sql`now()` }).where(eq(credentials.accountId, account.id));
    await record(tx, { event: "signed_in", by: { ...account, address: source.address }, on: account });
    if (replacedSecret) await tx.delete(sessions).where(eq(sessions.tokenHash, hashToken(replacedSecret)));
    const { issuer, sessionId } = person;
    return createSession(tx, account.id, source, { issuer, providerSessionId: sessionId, encryptedIdToken });
  });
}

async function refuse(
  tx: Transaction,
  refusal: MatchFailure,
  account: Account | undefined,
  person: IdentityClaims,
  source: RequestSource,
): Promise<undefined> {
  const digest = identifierDigest(canonicalEmail(person.email ?? "") ?? person.subject);
  const reason = describeMatchFailure(refusal, person);
  logMatchFailure(refusal, reason);
  await recordRejection(tx, {
    on: account,
    onLabel: unknownIdentity(digest),
    reason,
    person,
    address: source.address,
  });
  return undefined;
}

/** The e-mail as it is compared, where it is one; whatever was claimed otherwise. */
const shownEmail = ({ email }: IdentityClaims): string | null =>
  email ? (canonicalEmail(email) ?? printableExcerpt(email)) : null;

/** @returns whether nobody else's account was linked to the same person meanwhile */
async function link(
  tx: Transaction,
  account: Account,
  person: IdentityClaims,
  source: RequestSource,
): Promise<boolean> {
  const { issuer, subject } = person;
  const linked = await tx
    .insert(identities)
    .values({ accountId: account.id, issuer, subject, email: shownEmail(person) })
    .onConflictDoNothing()
    .returning({ accountId: identities.accountId });
  if (linked.length === 0) return false;
  await record(tx, {
    event: "identity_linked",
    by: { ...account, address: source.address },
    on: account,
    changes: [{ field: "Identity at the provider", from: null, to: `${subject} (${issuer})` }],
  });
  return true;
}

/** An e-mail that has changed at the provider is noted for the administrators, and not followed. */
async function recordEmailDrift(
  tx: Transaction,
  account: Account,
  person: IdentityClaims,
  source: RequestSource,
): Promise<void> {
  const isTheirs = and(eq(identities.accountId, account.id), eq(identities.issuer, person.issuer));
  const [before] = await tx.select({ email: identities.email }).from(identities).where(isTheirs);
  const email = shownEmail(person);
  if (!before || before.email === email) return;
  await tx.update(identities).set({ email }).where(isTheirs);
  await record(tx, {
    event: "provider_email_changed",
    by: providerActor(source.address),
    on: account,
    changes: [{ field: "Email at the provider", from: before.email, to: email }],
  });
}

async function syncNames(
  tx: Transaction,
  account: Account,
  person: IdentityClaims,
  source: RequestSource,
): Promise<void> {
  const named = { ...account, ...namesFromClaims(person, account) };
  const changes = accountChanges(account, named);
  if (changes.length === 0) return;
  const { firstName, lastName } = named;
  await tx
    .update(accounts)
    .set({ firstName, lastName, sortKey: sortKey(named), searchText: searchText(named) })
    .where(eq(accounts.id, account.id));
  await record(tx, { event: "account_updated", by: providerActor(source.address), on: account, changes });
}
