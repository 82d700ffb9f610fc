import { transaction } from "#db/client.ts";
import type { AuditActor } from "#lib/audit/audit-actor.ts";
import { record } from "#lib/audit/record.ts";
import { findLink } from "./find-link.ts";
import { InvalidLink } from "./invalid-link.ts";
import type { LinkPurpose } from "./link-purposes.ts";
import type { SubmittedLink } from "./submitted-link.ts";

/** Records that somebody tried to use a link that does not work, and throws on what said so. */
export async function recordRejectedLink(
  error: unknown,
  { secret }: SubmittedLink,
  purpose: LinkPurpose,
  by: AuditActor,
): Promise<never> {
  if (error instanceof InvalidLink) {
    const link = await findLink(secret, purpose);
    const on = link && { id: link.accountId, email: link.email };
    await transaction((tx) => record(tx, { event: "link_rejected", by, on, onLabel: "unknown link" }));
  }
  throw error;
}
