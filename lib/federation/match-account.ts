import { and, eq, type SQL } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { identities } from "#db/schema/identities.ts";
import { config } from "#lib/config/index.ts";
import { canonicalEmail } from "#lib/profile/email-address.ts";
import type { IdentityClaims, WrongTypes } from "./identity-claims.ts";

/** Why the provider's word for somebody opens no account here. */
const MATCH_FAILURES = {
  "no-email": () => "The identity provider tells no email address of this person.",
  "unusable-email": () => "What the identity provider tells as the email is not one email address.",
  "email-type": ({ email }: WrongTypes) =>
    `The identity provider sends the claim email as ${email}, and not as a text. Have it send one address.`,
  unverified: () => "The identity provider says that it has not verified the email address.",
  "nothing-said": () => "The identity provider does not say that it has verified the email address.",
  "verified-type": ({ email_verified }: WrongTypes) =>
    `The identity provider sends the claim email_verified as ${email_verified}, and not as a Boolean. Set its type to Boolean there.`,
  "no-account": () => "No account has this email address.",
  conflict: () => "The email address belongs to an account that is linked to another person at the identity provider.",
} as const;

export type MatchFailure = keyof typeof MATCH_FAILURES;

/** The reason in a sentence for administrators. */
export const describeMatchFailure = (refusal: MatchFailure, { wrongTypes }: IdentityClaims): string =>
  MATCH_FAILURES[refusal](wrongTypes);

type Account = typeof accounts.$inferSelect;

export type Match =
  | Readonly<{ account: Account; isNewLink: boolean }>
  | Readonly<{ refusal: MatchFailure; account: Account | undefined }>;

/**
 * Which account a person at the provider is. Once linked, the provider's own name for them decides, and nothing else;
 * until then, an e-mail that the provider has verified. An e-mail that leads to somebody else's account refuses: it may
 * have passed to another person (OWASP ASVS 10.5.2, 6.8.1). The account is kept from changing until the transaction
 * ends, so that of several first sign-ins at once one links and the others find the link.
 */
export async function matchAccount(tx: Transaction, person: IdentityClaims): Promise<Match> {
  const email = canonicalEmail(person.email ?? "");
  const owner = email ? await findFor(tx, eq(accounts.email, email)) : undefined;
  const linkedId = await findLinked(tx, person);
  if (owner && linkedId !== undefined && owner.id !== linkedId) return { refusal: "conflict", account: owner };
  const linked = linkedId === undefined ? undefined : (owner ?? (await findFor(tx, eq(accounts.id, linkedId))));
  if (linked) return { account: linked, isNewLink: false };

  if (!email) return { refusal: emailFailure(person), account: undefined };
  if (!isVerified(person)) return { refusal: verificationFailure(person), account: owner };
  if (!owner) return { refusal: "no-account", account: undefined };
  if (await isLinked(tx, owner, person)) return { refusal: "conflict", account: owner };
  return { account: owner, isNewLink: true };
}

function emailFailure({ email, wrongTypes }: IdentityClaims): MatchFailure {
  if (wrongTypes.email) return "email-type";
  return email ? "unusable-email" : "no-email";
}

function verificationFailure({ emailVerified, wrongTypes }: IdentityClaims): MatchFailure {
  if (wrongTypes.email_verified) return "verified-type";
  return emailVerified === undefined ? "nothing-said" : "unverified";
}

/** Trust fills in for a provider that never says whether an email is verified, and does not overrule one that says no. */
const isVerified = ({ emailVerified, wrongTypes }: IdentityClaims): boolean =>
  emailVerified ?? (wrongTypes.email_verified === undefined && config().identityProvider?.trustEmail === true);

async function findFor(tx: Transaction, which: SQL): Promise<Account | undefined> {
  const [found] = await tx.select().from(accounts).where(which).for("update");
  return found;
}

async function findLinked(tx: Transaction, { issuer, subject }: IdentityClaims): Promise<string | undefined> {
  const [found] = await tx
    .select({ accountId: identities.accountId })
    .from(identities)
    .where(and(eq(identities.issuer, issuer), eq(identities.subject, subject)));
  return found?.accountId;
}

async function isLinked(tx: Transaction, { id }: Account, { issuer }: IdentityClaims): Promise<boolean> {
  const found = await tx
    .select({ subject: identities.subject })
    .from(identities)
    .where(and(eq(identities.accountId, id), eq(identities.issuer, issuer)));
  return found.length > 0;
}
