import { DescriptionItem } from "#app/_components/description-item.tsx";
import { EmailText } from "#app/_components/email-text.tsx";
import { SubmitButton } from "#app/_components/form-parts.tsx";
import { Time } from "#app/_components/time.tsx";
import type { AccountDetails } from "#lib/accounts/find-account.ts";
import type { AccountIdentity } from "#lib/federation/find-identity.ts";
import { unlinkIdentityAction } from "./actions.ts";

type Props = Readonly<{ account: AccountDetails; identity: AccountIdentity | undefined; provider: string }>;

/** Whom an account belongs to at the identity provider. */
export const Identity = ({ account, identity, provider }: Props) => (
  <section className="card p-6" aria-labelledby="identity">
    <h2 id="identity" className="mb-4">
      At {provider}
    </h2>
    {identity ? (
      <>
        <dl className="fields">
          <DescriptionItem name="Email there">
            {identity.email ? <EmailText email={identity.email} /> : "None"}
            {identity.email !== account.email && (
              <span className="mt-1 block font-medium text-danger text-sm">
                Not the one of this account. It is not followed: the person stays the same, and so does the account.
              </span>
            )}
          </DescriptionItem>
          <DescriptionItem name="Identifier there">{identity.subject}</DescriptionItem>
          <DescriptionItem name="Linked">
            <Time at={identity.linkedAt} form="both" />
          </DescriptionItem>
        </dl>
        {!account.isOwn && (
          <form action={unlinkIdentityAction} className="mt-4">
            <input type="hidden" name="account" value={account.id} />
            <SubmitButton kind="plain" busy="Forgetting …" className="whitespace-normal py-1.5">
              Forget the identity provider’s link
            </SubmitButton>
            <p className="mt-1.5 text-muted text-sm">
              For an e-mail that has passed to somebody else. All sessions end, and whoever next signs in with the
              account’s verified e-mail is linked to it.
            </p>
          </form>
        )}
      </>
    ) : (
      <p className="text-muted">
        Nobody there has been matched with this account yet. Whoever first signs in with its verified e-mail will be.
      </p>
    )}
  </section>
);
