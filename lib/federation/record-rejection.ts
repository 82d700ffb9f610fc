import type { Transaction } from "#db/client.ts";
import { anonymousActor } from "#lib/audit/audit-actor.ts";
import { record } from "#lib/audit/record.ts";
import { printableExcerpt } from "#lib/text/printable.ts";
import type { IdentityClaims } from "./identity-claims.ts";

type RefusedSignIn = Readonly<{
  /** The account it was about, where one was. */
  on?: Readonly<{ id: string; email: string }>;
  onLabel?: string;
  /** In a sentence for administrators; the person is told less. */
  reason: string;
  /** Whom the provider spoke of, where it did and could be believed. */
  person?: IdentityClaims;
  address: string | null;
}>;

/** Records that somebody whom the provider sent was not let in, and why. */
export const recordRejection = (
  tx: Transaction,
  { on, onLabel, reason, person, address }: RefusedSignIn,
): Promise<void> =>
  record(tx, {
    event: "sign_in_failed",
    by: anonymousActor(address),
    on,
    onLabel,
    changes: [{ field: "Reason", from: null, to: reason }, ...(person ? claimsOf(person) : [])],
  });

/** What the provider said: its own statements, and not what somebody typed here. */
const claimsOf = ({ email, emailVerified, subject, wrongTypes }: IdentityClaims) =>
  [
    { field: "Email at the provider", to: email === undefined ? wrongTypes.email : printableExcerpt(email) },
    {
      field: "Email verified",
      to: emailVerified === undefined ? wrongTypes.email_verified : emailVerified ? "yes" : "no",
    },
    { field: "Identifier at the provider", to: subject },
  ].flatMap(({ field, to }) => (to === undefined ? [] : [{ field, from: null, to }]));
