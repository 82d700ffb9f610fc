import type { Transaction } from "#db/client.ts";
import { anonymousAuthor } from "#lib/audit/author.ts";
import { record } from "#lib/audit/record.ts";

type RefusedSignIn = Readonly<{
  /** The account it was about, where one was. */
  on?: Readonly<{ id: string; email: string }>;
  onLabel?: string;
  /** In a sentence for administrators; the person is told less. */
  reason: string;
  address: string | null;
}>;

/** Records that somebody whom the provider sent was not let in, and why. */
export const recordRefusal = (tx: Transaction, { on, onLabel, reason, address }: RefusedSignIn): Promise<void> =>
  record(tx, {
    event: "sign_in_refused",
    by: anonymousAuthor(address),
    on,
    onLabel,
    changes: [{ field: "Reason", from: null, to: reason }],
  });
