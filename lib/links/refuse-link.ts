import { transaction } from "#db/client.ts";
import type { Author } from "#lib/audit/author.ts";
import { record } from "#lib/audit/record.ts";
import { findLink } from "./find-link.ts";
import { LinkClosed } from "./link-closed.ts";
import type { LinkPurpose } from "./purposes.ts";
import type { HeldLink } from "./shown-link.ts";

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
