import { and, eq, sql } from "drizzle-orm";
import { type Transaction, transaction } from "#db/client.ts";
import type { accounts } from "#db/schema/accounts.ts";
import { credentials } from "#db/schema/credentials.ts";
import { identities } from "#db/schema/identities.ts";
import { sessions } from "#db/schema/sessions.ts";
import { providerActor } from "#lib/audit/audit-actor.ts";
import { record, unknownIdentity } from "#lib/audit/record.ts";
import { identifierDigest } from "#lib/crypto/derived-keys.ts";
import { hashToken } from "#lib/crypto/token.ts";
import type { RequestSource } from "#lib/http/request-source.ts";
import { canonicalEmail } from "#lib/profile/email-address.ts";
import { createSession } from "#lib/sessions/create-session.ts";
import { printableExcerpt } from "#lib/text/printable.ts";
import { encryptIdToken } from "./id-token-hint.ts";
import type { IdentityClaims } from "./identity-claims.ts";
import { describeMatchFailure, logMatchFailure, type MatchFailure, matchAccount } from "./match-account.ts";
import { recordFailedSignIn } from "./record-failed-sign-in.ts";
import { syncNames } from "./sync-names.ts";

type Account = typeof accounts.$inferSelect;

/** @param replacedToken of this browser's session until now, which ends (OWASP ASVS 7.2.4) */
export async function completeFederatedSignIn(
  claims: IdentityClaims,
  source: RequestSource,
  replacedToken: string | undefined,
): Promise<string | undefined> {
  const encryptedIdToken = encryptIdToken(claims.idToken);
  const { address } = source;
  return transaction(async (tx) => {
    const match = await matchAccount(tx, claims);
    if ("failure" in match) return reject(tx, match.failure, match.account, claims, address);
    const { account, isNewLink } = match;
    if (!isNewLink) await recordEmailDrift(tx, account, claims, address);
    else if (!(await linkIdentity(tx, account, claims, address)))
      return reject(tx, "conflict", account, claims, address);
    await syncNames(tx, account, claims, address);
    await tx.update(credentials).set({ lastSignInAt: sql`now()` }).where(eq(credentials.accountId, account.id));
    await record(tx, { event: "signed_in", by: { ...account, address }, on: account });
    if (replacedToken) await tx.delete(sessions).where(eq(sessions.tokenHash, hashToken(replacedToken)));
    const { issuer, sessionId } = claims;
    return createSession(tx, account.id, source, { issuer, providerSessionId: sessionId, encryptedIdToken });
  });
}

async function reject(
  tx: Transaction,
  failure: MatchFailure,
  account: Account | undefined,
  claims: IdentityClaims,
  address: string | null,
): Promise<undefined> {
  const digest = identifierDigest(canonicalEmail(claims.email ?? "") ?? claims.subject);
  const reason = describeMatchFailure(failure, claims);
  logMatchFailure(failure, reason);
  await recordFailedSignIn(tx, { on: account, onLabel: unknownIdentity(digest), reason, claims, address });
  return undefined;
}

const storedEmail = ({ email }: IdentityClaims): string | null =>
  email ? (canonicalEmail(email) ?? printableExcerpt(email)) : null;

/** @returns `false` when another account was linked to the same identity meanwhile */
async function linkIdentity(
  tx: Transaction,
  account: Account,
  claims: IdentityClaims,
  address: string | null,
): Promise<boolean> {
  const { issuer, subject } = claims;
  const linked = await tx
    .insert(identities)
    .values({ accountId: account.id, issuer, subject, email: storedEmail(claims) })
    .onConflictDoNothing()
    .returning({ accountId: identities.accountId });
  if (linked.length === 0) return false;
  await record(tx, {
    event: "identity_linked",
    by: { ...account, address },
    on: account,
    changes: [{ field: "Identity at the provider", from: null, to: `${subject} (${issuer})` }],
  });
  return true;
}

/** The account keeps its email when the one at the provider changes; administrators see both. */
async function recordEmailDrift(
  tx: Transaction,
  account: Account,
  claims: IdentityClaims,
  address: string | null,
): Promise<void> {
  const isLink = and(eq(identities.accountId, account.id), eq(identities.issuer, claims.issuer));
  const [stored] = await tx.select({ email: identities.email }).from(identities).where(isLink);
  const email = storedEmail(claims);
  if (!stored || stored.email === email) return;
  await tx.update(identities).set({ email }).where(isLink);
  await record(tx, {
    event: "provider_email_changed",
    by: providerActor(address),
    on: account,
    changes: [{ field: "Email at the provider", from: stored.email, to: email }],
  });
}
