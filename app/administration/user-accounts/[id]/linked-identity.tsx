import { DescriptionItem } from "#app/_components/description-item.tsx";
import { EmailText } from "#app/_components/email-text.tsx";
import { SubmitButton } from "#app/_components/form-parts.tsx";
import { Time } from "#app/_components/time.tsx";
import type { Actor } from "#lib/access/actor.ts";
import { canUnlinkIdentity } from "#lib/accounts/core/account-policy.ts";
import type { AccountDetails } from "#lib/accounts/find-account.ts";
import type { AccountIdentity } from "#lib/federation/find-identity.ts";
import { unlinkIdentityAction } from "./actions.ts";

type Props = Readonly<{
  actor: Actor;
  account: AccountDetails;
  identity: AccountIdentity | undefined;
  provider: string;
}>;

export const LinkedIdentity = ({ actor, account, identity, provider }: Props) => (
  <section className="card p-6" aria-labelledby="identity">
    <h2 id="identity" className="mb-4">
      Identity at {provider}
    </h2>
    {identity ? (
      <>
        <dl className="fields">
          <DescriptionItem name="Email">
            {identity.email ? <EmailText email={identity.email} /> : "None"}
            {identity.email !== account.email && (
              <span className="mt-1 block font-medium text-danger text-sm">
                Different from this account's email, which stays as it is.
              </span>
            )}
          </DescriptionItem>
          <DescriptionItem name="Identifier">{identity.subject}</DescriptionItem>
          <DescriptionItem name="Linked">
            <Time at={identity.linkedAt} form="both" />
          </DescriptionItem>
        </dl>
        {canUnlinkIdentity(actor, account).allowed && (
          <form action={unlinkIdentityAction} className="mt-4">
            <input type="hidden" name="account" value={account.id} />
            <SubmitButton kind="plain" busy="Unlinking…">
              Unlink identity
            </SubmitButton>
            <p className="mt-1.5 text-muted text-sm">
              Use this when the email now belongs to someone else. It ends all sessions. The next person to sign in with
              the verified email is linked to this account.
            </p>
          </form>
        )}
      </>
    ) : (
      <p className="text-muted">
        Not linked yet. The first person to sign in with this verified email is linked to the account.
      </p>
    )}
  </section>
);
