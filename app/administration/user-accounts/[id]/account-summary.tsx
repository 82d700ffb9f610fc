import { DescriptionItem } from "#app/_components/description-item.tsx";
import { SubmitButton } from "#app/_components/form-parts.tsx";
import { StateBadge } from "#app/_components/state-badge.tsx";
import { Time } from "#app/_components/time.tsx";
import { IdentityBadge } from "#app/administration/user-accounts/identity-badge.tsx";
import { LastSignIn, MissingPassword } from "#app/administration/user-accounts/last-sign-in.tsx";
import type { Actor } from "#lib/access/actor.ts";
import { canReset } from "#lib/accounts/core/account-policy.ts";
import type { AccountDetails } from "#lib/accounts/find-account.ts";
import { authenticationMode } from "#lib/config/authentication-mode.ts";
import { revokeAccountSessionsAction } from "./actions.ts";

type Props = Readonly<{
  actor: Actor;
  account: AccountDetails;
  isLinked: boolean;
}>;

export const AccountSummary = ({ actor, account, isLinked }: Props) => (
  <section className="card p-6" aria-labelledby="account">
    <h2 id="account" className="mb-4">
      Account
    </h2>
    <dl className="fields">
      {authenticationMode().hasLocalPasswords ? (
        <PasswordDetails actor={actor} account={account} />
      ) : (
        <DescriptionItem name="Identity">
          <IdentityBadge isLinked={isLinked} />
        </DescriptionItem>
      )}
      <DescriptionItem name="Last sign-in">
        <LastSignIn row={account} form="both" />
      </DescriptionItem>
      <DescriptionItem name="Created">
        <Time at={account.createdAt} form="both" />
      </DescriptionItem>
      <DescriptionItem name="Active sessions">
        {account.activeSessions}
        {account.activeSessions > 0 && !account.isOwn && (
          <form action={revokeAccountSessionsAction} className="mt-2">
            <input type="hidden" name="account" value={account.id} />
            <SubmitButton kind="plain" busy="Ending…">
              End all sessions
            </SubmitButton>
          </form>
        )}
      </DescriptionItem>
    </dl>
  </section>
);

const PasswordDetails = ({ actor, account }: Omit<Props, "isLinked">) => (
  <>
    <DescriptionItem name="State">
      <StateBadge state={account.state} />
    </DescriptionItem>
    {account.state === "LOCKED" && account.lockedAt && (
      <DescriptionItem name="Locked since">
        <Time at={account.lockedAt} form="both" />
        <span className="block text-muted text-sm">A password reset unlocks the account.</span>
      </DescriptionItem>
    )}
    {!account.hasPassword && (
      <DescriptionItem name="Password">
        <MissingPassword row={account} />
        {canReset(actor, account, authenticationMode()).allowed && (
          <span className="block text-muted text-sm">Reset the password so that the user can choose one.</span>
        )}
      </DescriptionItem>
    )}
    <DescriptionItem name="Failed sign-ins">
      {account.failedAttempts}
      {account.lastFailedAt && (
        <span className="block text-muted text-sm">
          Last one <Time at={account.lastFailedAt} form="ago" />
        </span>
      )}
    </DescriptionItem>
  </>
);
