import { transaction } from "#db/client.ts";
import type { Author } from "#lib/audit/audit-actor.ts";
import { record } from "#lib/audit/record.ts";
import { findLink } from "./find-link.ts";
import { LinkClosed } from "./invalid-link.ts";
import type { LinkPurpose } from "./link-purposes.ts";
import type { HeldLink } from "./submitted-link.ts";

/** Records that somebody tried to use a link that does not work, and throws on what said so. */
export async function recordRefusedLink(
  error: unknown,
  { secret }: HeldLink,
  purpose: LinkPurpose,
  by: Author,
): Promise<never> {
  if (error instanceof LinkClosed) {
    const link = await findLink(secret, purpose);
    const on = link && { id: link.accountId, email: link.email };
    await transaction((tx) => record(tx, { event: "link_refused", by, on, onLabel: "unknown link" }));
  }
  throw error;
}
