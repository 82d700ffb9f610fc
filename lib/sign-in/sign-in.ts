import { eq } from "drizzle-orm";
import { sessions } from "#db/schema/sessions.ts";
import { anonymousActor } from "#lib/audit/audit-actor.ts";
import { record, unknownEmail } from "#lib/audit/record.ts";
import { config } from "#lib/config/index.ts";
import { identifierDigest } from "#lib/crypto/derived-keys.ts";
import { hashToken } from "#lib/crypto/token.ts";
import type { RequestSource } from "#lib/http/request-source.ts";
import { readCredentialSnapshot } from "#lib/passwords/credential-snapshot.ts";
import { normalizedPassword, PASSWORD_MAX_LENGTH } from "#lib/passwords/password-policy.ts";
import { verifyPassword } from "#lib/passwords/verify-password.ts";
import { canonicalEmail } from "#lib/profile/email-address.ts";
import { createSession } from "#lib/sessions/create-session.ts";
import type { KnownDevice } from "./known-device.ts";
import { throttled } from "./throttle.ts";

export type SignIn =
  | Readonly<{ signedIn: true; sessionToken: string; accountId: string }>
  | Readonly<{ signedIn: false; pauseMs: number }>;

/** What the browser brings along. */
export type Browser = Readonly<{
  /** The session it had until now. */
  sessionToken?: string | undefined;
  device?: KnownDevice | undefined;
}>;

const REFUSED_UNREAD: SignIn = { signedIn: false, pauseMs: 0 };

const EMAIL_MAX_LENGTH = 254;

const isText = (value: unknown, maxLength: number): value is string =>
  typeof value === "string" && value.trim() !== "" && [...value].length <= maxLength && !value.includes("\0");

const isPassword = (value: unknown): value is string =>
  typeof value === "string" && isText(normalizedPassword(value), PASSWORD_MAX_LENGTH);

/**
 * Signs somebody in with an e-mail and a password. Unknown, wrong, locked and expired are answered alike and take the
 * same time (OWASP ASVS 6.3.8); what cannot be right, being no text or too long, is refused without being counted. So is
 * everything while an identity provider signs people in: no password opens anything then, and none is locked.
 * @param browser whose session until now ends (OWASP ASVS 7.2.4)
 * @throws RetryLater (429) for sprays over many accounts, (503) when too many hashes are waiting
 */
export async function signIn(
  typed: Readonly<{ email: unknown; password: unknown }>,
  source: RequestSource,
  browser: Browser = {},
): Promise<SignIn> {
  if (config().federation) return REFUSED_UNREAD;
  const { email, password } = typed;
  if (!isText(email, EMAIL_MAX_LENGTH) || !isPassword(password)) return REFUSED_UNREAD;

  const canonical = canonicalEmail(email);
  const identifier = identifierDigest(canonical ?? email);
  const snapshot = await readCredentialSnapshot(canonical ?? "");
  const isKnown = snapshot !== undefined && browser.device?.accountIds.includes(snapshot.id);
  const attempt = { identifier, address: source.address, knownDevice: isKnown ? browser.device?.id : undefined };

  const judged = await throttled(attempt, (turn) =>
    verifyPassword(
      {
        snapshot,
        password,
        turn,
        by: anonymousActor(source.address),
        isSignIn: true,
        refusal: "sign_in_failed",
        label: unknownEmail(identifier),
      },
      async (tx, account) => {
        const { sessionToken: replaced } = browser;
        await record(tx, { event: "signed_in", by: { ...account, address: source.address }, on: account });
        if (replaced) await tx.delete(sessions).where(eq(sessions.tokenHash, hashToken(replaced)));
        return { sessionToken: await createSession(tx, account.id, source), accountId: account.id };
      },
    ),
  );
  return judged.accepted ? { signedIn: true, ...judged.accepted } : { signedIn: false, pauseMs: judged.pauseMs };
}
