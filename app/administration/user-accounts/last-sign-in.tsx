import type { TimeForm } from "#app/_components/local-time.tsx";
import type { AccountRow } from "#lib/accounts/list-accounts.ts";
import { authenticationMode } from "#lib/config/authentication-mode.ts";
import { type SignInNote, type SignInStatus, SignInStatusText } from "./sign-in-status.tsx";

type Row = Pick<AccountRow, "lastSignInAt" | "singleUseExpiresAt" | "activationEndsAt">;

const NO_PASSWORD = "No password yet";

const lacksPassword = ({ hasPassword }: Pick<AccountRow, "hasPassword">): boolean =>
  !hasPassword && authenticationMode().hasLocalPasswords;

export const MissingPassword = ({ row }: { row: Pick<AccountRow, "hasPassword"> }) =>
  lacksPassword(row) && <span className="block text-muted">{NO_PASSWORD}</span>;

/** The last sign-in, and until when a pending invitation or single-use password is valid. */
export function LastSignIn({ row, form = "ago" }: { row: Row; form?: TimeForm }) {
  const { lastSignIn, notes } = lastSignInOf(row);
  return <SignInStatusText lastSignIn={lastSignIn} notes={notes} form={form} />;
}

/** As text and numbers. */
export function signInStatusOf(row: Row & Pick<AccountRow, "hasPassword">): SignInStatus {
  const { lastSignIn, notes } = lastSignInOf(row);
  const all: readonly SignInNote[] = lacksPassword(row) ? [...notes, [NO_PASSWORD]] : notes;
  return all.length > 0 ? { lastSignIn, notes: all } : { lastSignIn };
}

function lastSignInOf({ lastSignInAt, singleUseExpiresAt, activationEndsAt }: Row) {
  const hasPasswords = authenticationMode().hasLocalPasswords;
  const why = hasPasswords && activationEndsAt ? "Invited" : "Never signed in";
  const expiries = hasPasswords
    ? [...expiryOf("Link", activationEndsAt), ...expiryOf("Password", singleUseExpiresAt)]
    : [];
  return { lastSignIn: lastSignInAt?.getTime() ?? why, notes: expiries };
}

const expiryOf = (what: string, at: Date | null): SignInNote[] =>
  at ? [[`${what} ${at > new Date() ? "expires" : "expired"}`, at.getTime()]] : [];
