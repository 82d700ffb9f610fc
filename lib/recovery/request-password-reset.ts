import { transaction } from "#db/client.ts";
import { anonymousActor } from "#lib/audit/audit-actor.ts";
import { record, unknownEmail } from "#lib/audit/record.ts";
import { identifierDigest } from "#lib/crypto/derived-keys.ts";
import type { RequestSource } from "#lib/http/request-source.ts";
import type { Link } from "#lib/links/find-link.ts";
import { SEND_RECOVERY_EMAIL } from "#lib/mail/email-jobs.ts";
import { hasEmailedLinks } from "#lib/mail/mode.ts";
import { queueAfterResponse } from "#lib/mail/queue-after-response.ts";
import { readCredentialSnapshot } from "#lib/passwords/credential-snapshot.ts";
import { canonicalEmail } from "#lib/profile/email-address.ts";
import { chargeMailbox, countRequest } from "#lib/rate-limits/email-limits.ts";

/**
 * Asks for a way in to the account of an e-mail, whether there is one or not: locked and never activated ones too. Known
 * and unknown are answered alike and take the same time, for the same is done (OWASP ASVS 6.3.8). Past the limits
 * nothing is done, and nobody is told.
 * @param typed as it was typed into the form
 */
export async function requestPasswordReset(typed: string, source: RequestSource): Promise<void> {
  const email = canonicalEmail(typed);
  const account = await readCredentialSnapshot(email ?? "");
  await ask(account, email ?? typed, source);
}

/**
 * Asks for a fresh link in the place of one that no longer works, to the mailbox that the old one went to.
 * @param link the old one, whose secret the person still has
 */
export async function requestNewLink(link: Link, source: RequestSource): Promise<void> {
  const account = await readCredentialSnapshot(link.email);
  await ask(account?.id === link.accountId ? account : undefined, link.email, source);
}

type Found = Readonly<{ id: string; email: string }> | undefined;

async function ask(account: Found, identifier: string, { address }: RequestSource): Promise<void> {
  if (!hasEmailedLinks()) return;
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
