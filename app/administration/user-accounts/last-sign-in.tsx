import type { AccountRow } from "#lib/accounts/list-accounts.ts";
import { config } from "#lib/config.ts";
import { Time } from "../../ui/time.tsx";

type Props = Readonly<{ row: Pick<AccountRow, "lastSignInAt" | "singleUseExpiresAt"> }>;

/**
 * When the account last signed in; for one that never has, how long its single-use password still works, where passwords
 * do.
 */
export const LastSignIn = ({ row: { lastSignInAt, singleUseExpiresAt } }: Props) => (
  <>
    {lastSignInAt ? <Time at={lastSignInAt} /> : "Never signed in"}
    {singleUseExpiresAt && !config().federation && (
      <span className="block text-muted">
        {singleUseExpiresAt > new Date() ? "Password works until " : "Password expired "}
        <Time at={singleUseExpiresAt} />
      </span>
    )}
  </>
);
