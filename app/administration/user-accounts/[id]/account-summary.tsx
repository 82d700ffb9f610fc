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
  /** To an identity at the provider. */
  isLinked: boolean;
}>;

/** Facts about an account that cannot be edited. */
export const AccountSummary = ({ actor, account, isLinked }: Props) => (
  <section className="card p-6" aria-labelledby="facts">
    <h2 id="facts" className="mb-4">
      Account
    </h2>
    <dl className="space-y-4">
      {authenticationMode().hasLocalPasswords ? (
        <PasswordItems actor={actor} account={account} />
      ) : (
        <DescriptionItem name="Identity">
          <IdentityBadge isLinked={isLinked} />
        </DescriptionItem>
      )}
      <DescriptionItem name="Last sign-in">
        <LastSignIn row={account} />
      </DescriptionItem>
      <DescriptionItem name="Created">
        <Time at={account.createdAt} />
      </DescriptionItem>
      <DescriptionItem name="Live sessions">
        {account.activeSessions}
        {account.activeSessions > 0 && !account.isOwn && (
          <form action={revokeAccountSessionsAction} className="mt-2">
            <input type="hidden" name="account" value={account.id} />
            <SubmitButton kind="plain" busy="Ending …">
              End all sessions
            </SubmitButton>
          </form>
        )}
      </DescriptionItem>
    </dl>
  </section>
);

const PasswordItems = ({ actor, account }: Omit<Props, "isLinked">) => (
  <>
    <DescriptionItem name="State">
      <StateBadge state={account.state} />
      {account.state === "LOCKED" && account.lockedAt && (
        <span className="mt-1 block text-sm">
          Locked <Time at={account.lockedAt} /> after {account.failedAttempts} failed sign-ins. A password reset makes
          it ACTIVE again.
        </span>
      )}
    </DescriptionItem>
    {!account.hasPassword && (
      <DescriptionItem name="Password">
        <MissingPassword row={account} />
        {canReset(actor, account, authenticationMode()).allowed && (
          <span className="block text-muted text-sm">Reset the user’s password to let them choose one.</span>
        )}
      </DescriptionItem>
    )}
    <DescriptionItem name="Failed sign-ins">
      {account.failedAttempts}
      {account.lastFailedAt && (
        <span className="block text-muted text-sm">
          The last one <Time at={account.lastFailedAt} />
        </span>
      )}
    </DescriptionItem>
  </>
);
