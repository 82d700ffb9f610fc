import { eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { sessions } from "#db/schema/sessions.ts";
import { anonymousActor } from "#lib/audit/audit-actor.ts";
import { record, unknownEmail } from "#lib/audit/record.ts";
import { authenticationMode } from "#lib/config/authentication-mode.ts";
import { identifierDigest } from "#lib/crypto/derived-keys.ts";
import { hashToken } from "#lib/crypto/token.ts";
import type { RequestSource } from "#lib/http/request-source.ts";
import { normalizedPassword, PASSWORD_MAX_LENGTH } from "#lib/passwords/password-policy.ts";
import { verifyPassword } from "#lib/passwords/verify-password.ts";
import { canonicalEmail } from "#lib/profile/email-address.ts";
import { type Attempt, limitKeysOf, requireWithinLimits } from "#lib/rate-limits/attempt-limits.ts";
import { createSession } from "#lib/sessions/create-session.ts";
import type { KnownDevice } from "./known-device.ts";
import { readSignIn } from "./read-sign-in.ts";
import { verifyWithinLimits } from "./verify-within-limits.ts";

export type SignInResult =
  | Readonly<{ signedIn: true; sessionToken: string; accountId: string }>
  | Readonly<{ signedIn: false; pauseMs: number }>;

export type Browser = Readonly<{
  sessionToken?: string | undefined;
  device?: KnownDevice | undefined;
}>;

const REJECTED_IMMEDIATELY: SignInResult = { signedIn: false, pauseMs: 0 };

const EMAIL_MAX_LENGTH = 254;

const isText = (value: unknown, maxLength: number): value is string =>
  typeof value === "string" && value.trim() !== "" && [...value].length <= maxLength && !value.includes("\0");

const isPassword = (value: unknown): value is string =>
  typeof value === "string" && isText(normalizedPassword(value), PASSWORD_MAX_LENGTH);

/**
 * Unknown, wrong, locked and expired credentials get the same response in the same time (OWASP ASVS 6.3.8).
 * @throws RetryLater (429) for attempts on many accounts, (503) when too many hashes are queued
 */
export async function signIn(
  submitted: Readonly<{ email: unknown; password: unknown }>,
  source: RequestSource,
  browser: Browser = {},
): Promise<SignInResult> {
  if (!authenticationMode().hasLocalPasswords) return REJECTED_IMMEDIATELY;
  const { email, password } = submitted;
  if (!isText(email, EMAIL_MAX_LENGTH) || !isPassword(password)) return REJECTED_IMMEDIATELY;

  const canonical = canonicalEmail(email);
  const identifier = identifierDigest(canonical ?? email);
  const { device, sessionToken: replaced } = browser;
  const anonymousAttempt: Attempt = { identifier, address: source.address };
  const deviceAttempt: Attempt = { ...anonymousAttempt, knownDevice: device?.id };
  const { snapshot, counts } = await readSignIn(canonical ?? "", limitKeysOf(deviceAttempt));
  const isKnownDevice = snapshot !== undefined && device?.accountIds.includes(snapshot.id);
  const attempt = isKnownDevice ? deviceAttempt : anonymousAttempt;
  const limits = requireWithinLimits(attempt, counts);

  const result = await verifyWithinLimits(attempt, limits.isKnownDevice, (verification) =>
    verifyPassword(
      {
        ...verification,
        snapshot,
        password,
        by: anonymousActor(source.address),
        isSignIn: true,
        failureEvent: "sign_in_failed",
        unknownLabel: unknownEmail(identifier),
      },
      async (tx, account) => {
        const [sessionToken] = await Promise.all([
          createSession(tx, account.id, source),
          record(tx, { event: "signed_in", by: { ...account, address: source.address }, on: account }),
          // OWASP ASVS 7.2.4.
          replaced && revokeByToken(tx, replaced),
        ]);
        return { sessionToken, accountId: account.id };
      },
    ),
  );
  return result.accepted ? { signedIn: true, ...result.accepted } : { signedIn: false, pauseMs: result.pauseMs };
}

const revokeByToken = (tx: Transaction, token: string) =>
  tx.delete(sessions).where(eq(sessions.tokenHash, hashToken(token)));
