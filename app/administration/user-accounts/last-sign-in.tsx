import { Time } from "#app/_components/time.tsx";
import type { AccountRow } from "#lib/accounts/list-accounts.ts";
import { authenticationMode } from "#lib/config/authentication-mode.ts";

type Props = Readonly<{
  row: Pick<AccountRow, "lastSignInAt" | "singleUseExpiresAt" | "activationEndsAt">;
  form?: "ago" | "both";
}>;

export const MissingPassword = ({ row: { hasPassword } }: { row: Pick<AccountRow, "hasPassword"> }) =>
  !hasPassword && authenticationMode().hasLocalPasswords && <span className="block text-muted">No password yet</span>;

/** The last sign-in, and until when a pending invitation or single-use password is valid. */
export function LastSignIn({ row: { lastSignInAt, singleUseExpiresAt, activationEndsAt }, form = "ago" }: Props) {
  const known = lastSignInAt && <Time at={lastSignInAt} form={form} />;
  if (!authenticationMode().hasLocalPasswords) return known ?? "Never signed in";
  return (
    <>
      {known ?? (activationEndsAt ? "Invited" : "Never signed in")}
      {activationEndsAt && (
        <span className="block text-muted">
          {activationEndsAt > new Date() ? "Link expires " : "Link expired "}
          <span className="block">
            <Time at={activationEndsAt} form="ago" />
          </span>
        </span>
      )}
      {singleUseExpiresAt && (
        <span className="block text-muted">
          {singleUseExpiresAt > new Date() ? "Password expires " : "Password expired "}
          <span className="block">
            <Time at={singleUseExpiresAt} form="ago" />
          </span>
        </span>
      )}
    </>
  );
}
