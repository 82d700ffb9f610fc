import type { Transaction } from "#db/client.ts";
import { anonymousActor } from "#lib/audit/audit-actor.ts";
import { record } from "#lib/audit/record.ts";
import { printableExcerpt } from "#lib/text/printable.ts";
import type { IdentityClaims } from "./identity-claims.ts";

type FailedSignIn = Readonly<{
  on?: Readonly<{ id: string; email: string }>;
  onLabel?: string;
  reason: string;
  claims?: IdentityClaims;
  address: string | null;
}>;

export const recordFailedSignIn = (
  tx: Transaction,
  { on, onLabel, reason, claims, address }: FailedSignIn,
): Promise<void> =>
  record(tx, {
    event: "sign_in_failed",
    by: anonymousActor(address),
    on,
    onLabel,
    changes: [{ field: "Reason", from: null, to: reason }, ...(claims ? entriesOf(claims) : [])],
  });

const entriesOf = ({ email, emailVerified, subject, invalidClaims }: IdentityClaims) =>
  [
    { field: "Email at the provider", to: email === undefined ? invalidClaims.email : printableExcerpt(email) },
    {
      field: "Email verified",
      to: emailVerified === undefined ? invalidClaims.email_verified : emailVerified ? "yes" : "no",
    },
    { field: "Identifier at the provider", to: subject },
  ].flatMap(({ field, to }) => (to === undefined ? [] : [{ field, from: null, to }]));
