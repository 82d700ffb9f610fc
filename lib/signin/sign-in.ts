import { eq } from "drizzle-orm";
import { sessions } from "#db/schema/sessions.ts";
import { canonicalEmail } from "#lib/accounts/email-address.ts";
import { record } from "#lib/audit/record.ts";
import { config } from "#lib/config.ts";
import type { RequestSource } from "#lib/http/request-source.ts";
import { findCandidate } from "./find-candidate.ts";
import { judgePassword } from "./judge-password.ts";
import { identifierDigest } from "./keys.ts";
import { openSession } from "./open-session.ts";
import { normalizedPassword, PASSWORD_MAX_LENGTH } from "./password-rules.ts";
import { hashOfSecret } from "./session-secret.ts";
import { chargeTry } from "./throttle.ts";

export type SignIn =
  | Readonly<{ signedIn: true; sessionSecret: string }>
  | Readonly<{ signedIn: false; pauseMs: number }>;

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
 * @param replacedSecret the session this browser had until now, which ends (OWASP ASVS 7.2.4)
 * @throws TryLater (429) for sprays over many accounts, (503) when too many hashes are waiting
 */
export async function signIn(
  typed: Readonly<{ email: unknown; password: unknown }>,
  source: RequestSource,
  replacedSecret?: string,
): Promise<SignIn> {
  if (config().federation) return REFUSED_UNREAD;
  const { email, password } = typed;
  if (!isText(email, EMAIL_MAX_LENGTH) || !isPassword(password)) return REFUSED_UNREAD;

  const canonical = canonicalEmail(email);
  const digest = identifierDigest(canonical ?? email);
  const charged = await chargeTry(source.address, digest);
  const candidate = await findCandidate(canonical ?? "");

  const sessionSecret = await judgePassword(
    {
      candidate,
      password,
      by: { id: null, label: "somebody not signed in", address: source.address },
      isSignIn: true,
      refusal: "sign_in_refused",
      label: `unknown address #${digest}`,
    },
    async (tx, account) => {
      await record(tx, { event: "signed_in", by: { ...account, address: source.address }, on: account });
      if (replacedSecret) await tx.delete(sessions).where(eq(sessions.secretHash, hashOfSecret(replacedSecret)));
      return openSession(tx, account.id, source);
    },
  );
  if (sessionSecret === undefined) return { signedIn: false, pauseMs: await charged.wasRefused() };
  await charged.wasRight();
  return { signedIn: true, sessionSecret };
}
