import { and, eq, type SQL } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { identities } from "#db/schema/identities.ts";
import { config } from "#lib/config/index.ts";
import { log } from "#lib/logging/log.ts";
import { canonicalEmail } from "#lib/profile/email-address.ts";
import type { IdentityClaims, InvalidClaims } from "./identity-claims.ts";

const MATCH_FAILURES = {
  "no-email": () => "The identity provider did not send an email address for this user.",
  "email-invalid": () => "The email claim that the identity provider sent is not a single email address.",
  "email-wrong-type": ({ email }: InvalidClaims) =>
    `The identity provider sent the email claim as ${email}. Configure it to send one address as a string.`,
  "email-unverified": () => "The identity provider has not verified this user's email address.",
  "verification-unknown": () =>
    "The identity provider did not say whether it has verified this user's email address (email_verified).",
  "verification-wrong-type": ({ email_verified }: InvalidClaims) =>
    `The identity provider sent the email_verified claim as ${email_verified}. Configure it to send a Boolean.`,
  "no-account": () => "No account has this email address.",
  conflict: () => "The account with this email address is linked to another identity at the identity provider.",
} as const;

export type MatchFailure = keyof typeof MATCH_FAILURES;

export const describeMatchFailure = (failure: MatchFailure, { invalidClaims }: IdentityClaims): string =>
  MATCH_FAILURES[failure](invalidClaims);

export const logMatchFailure = (failure: MatchFailure, description: string): void =>
  log.warn({ part: "federation", problem: failure }, description);

type Account = typeof accounts.$inferSelect;

export type Match =
  | Readonly<{ account: Account; isNewLink: boolean }>
  | Readonly<{ failure: MatchFailure; account: Account | undefined }>;

/** An email of another account is a conflict: the mailbox may have changed hands (OWASP ASVS 10.5.2, 6.8.1). */
export async function matchAccount(tx: Transaction, claims: IdentityClaims): Promise<Match> {
  const email = canonicalEmail(claims.email ?? "");
  // Locked, so that of concurrent first sign-ins one links the account and the others find the link.
  const owner = email ? await lockAccount(tx, eq(accounts.email, email)) : undefined;
  const linkedId = await findLinkedAccount(tx, claims);
  if (owner && linkedId !== undefined && owner.id !== linkedId) return { failure: "conflict", account: owner };
  const linked = linkedId === undefined ? undefined : (owner ?? (await lockAccount(tx, eq(accounts.id, linkedId))));
  if (linked) return { account: linked, isNewLink: false };

  if (!email) return { failure: emailFailure(claims), account: undefined };
  if (!isEmailVerified(claims)) return { failure: verificationFailure(claims), account: owner };
  if (!owner) return { failure: "no-account", account: undefined };
  if (await isLinked(tx, owner, claims)) return { failure: "conflict", account: owner };
  return { account: owner, isNewLink: true };
}

function emailFailure({ email, invalidClaims }: IdentityClaims): MatchFailure {
  if (invalidClaims.email) return "email-wrong-type";
  return email ? "email-invalid" : "no-email";
}

function verificationFailure({ emailVerified, invalidClaims }: IdentityClaims): MatchFailure {
  if (invalidClaims.email_verified) return "verification-wrong-type";
  return emailVerified === undefined ? "verification-unknown" : "email-unverified";
}

/** `OIDC_TRUST_EMAIL` counts only if the provider does not send the claim. */
const isEmailVerified = ({ emailVerified, invalidClaims }: IdentityClaims): boolean =>
  emailVerified ?? (invalidClaims.email_verified === undefined && config().identityProvider?.trustEmail === true);

async function lockAccount(tx: Transaction, condition: SQL): Promise<Account | undefined> {
  const [account] = await tx.select().from(accounts).where(condition).for("update");
  return account;
}

async function findLinkedAccount(tx: Transaction, { issuer, subject }: IdentityClaims): Promise<string | undefined> {
  const [identity] = await tx
    .select({ accountId: identities.accountId })
    .from(identities)
    .where(and(eq(identities.issuer, issuer), eq(identities.subject, subject)));
  return identity?.accountId;
}

async function isLinked(tx: Transaction, { id }: Account, { issuer }: IdentityClaims): Promise<boolean> {
  const linked = await tx
    .select({ subject: identities.subject })
    .from(identities)
    .where(and(eq(identities.accountId, id), eq(identities.issuer, issuer)));
  return linked.length > 0;
}
