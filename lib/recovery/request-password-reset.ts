import { transaction } from "#db/client.ts";
import { anonymousActor } from "#lib/audit/audit-actor.ts";
import { record, unknownEmail } from "#lib/audit/record.ts";
import { authenticationMode } from "#lib/config/authentication-mode.ts";
import { identifierDigest } from "#lib/crypto/derived-keys.ts";
import type { RequestSource } from "#lib/http/request-source.ts";
import type { Link } from "#lib/links/link.ts";
import { SEND_RECOVERY_EMAIL } from "#lib/mail/email-jobs.ts";
import { queueAfterResponse } from "#lib/mail/queue-after-response.ts";
import { readCredentialSnapshot } from "#lib/passwords/credential-snapshot.ts";
import { canonicalEmail } from "#lib/profile/email-address.ts";
import { chargeMailbox, countRequest } from "#lib/rate-limits/email-limits.ts";

/** Does the same work for known and unknown emails (OWASP ASVS 6.3.8), and silently nothing above the limits. */
export async function requestPasswordReset(typed: string, source: RequestSource): Promise<void> {
  const email = canonicalEmail(typed);
  const account = await readCredentialSnapshot(email ?? "");
  await requestRecovery(account, email ?? typed, source);
}

/** Goes to the mailbox that received the invalid link. */
export async function requestNewLink(link: Link, source: RequestSource): Promise<void> {
  const account = await readCredentialSnapshot(link.email);
  await requestRecovery(account?.id === link.accountId ? account : undefined, link.email, source);
}

type Account = Readonly<{ id: string; email: string }>;

async function requestRecovery(
  account: Account | undefined,
  identifier: string,
  { address }: RequestSource,
): Promise<void> {
  if (!authenticationMode().emailsLinks) return;
  const digest = identifierDigest(identifier);
  await transaction(async (tx) => {
    if (!(await countRequest(tx, "recovery", address))) return;
    if (!(await chargeMailbox(tx, "recovery", digest))) return;
    const by = anonymousActor(address);
    const onLabel = unknownEmail(digest);
    await record(tx, { event: "password_reset_requested", by, on: account, onLabel });
    const payload = { accountId: account?.id ?? null, email: account?.email ?? null };
    await queueAfterResponse(tx, SEND_RECOVERY_EMAIL, { key: `recovery:${digest}`, payload });
  });
}
