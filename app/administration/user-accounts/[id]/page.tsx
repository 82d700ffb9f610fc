import type { Metadata } from "next";
import { findAccount } from "#lib/accounts/find-account.ts";
import { accountHistory } from "#lib/audit/history.ts";
import { mailsOfAccount } from "#lib/mail/mail-list.ts";
import { isMailOn } from "#lib/mail/mode.ts";
import { paths } from "#lib/paths.ts";
import { administratorPage } from "../../../guards.tsx";
import { SubmitButton } from "../../../ui/form-parts.tsx";
import { House } from "../../../ui/house.tsx";
import { Link } from "../../../ui/link.tsx";
import { resendActivationAction } from "../actions.ts";
import { AccountFacts } from "./account-facts.tsx";
import { AccountMails } from "./account-mails.tsx";
import { EditForm } from "./edit-form.tsx";
import { History } from "./history.tsx";

export const metadata: Metadata = { title: "User account" };

export default administratorPage(async (actor, { params }: PageProps<"/administration/user-accounts/[id]">) => {
  const { id } = await params;
  const [account, history, mails] = await Promise.all([
    findAccount(actor, id),
    accountHistory(actor, id),
    mailsOfAccount(actor, id),
  ]);
  const { firstName, lastName, email, phone, roles, emailNotifications } = account;
  const up = (
    <Link href={paths.accounts} className="link">
      User Accounts
    </Link>
  );
  const actions = account.isOwn ? (
    <Link href={paths.account} className="link">
      Change your own password and sessions
    </Link>
  ) : (
    <div className="flex flex-wrap gap-3">
      {isMailOn() && !account.isActivated && (
        <form action={resendActivationAction}>
          <input type="hidden" name="account" value={id} />
          <SubmitButton kind="plain" busy="Sending …">
            Resend activation mail
          </SubmitButton>
        </form>
      )}
      <Link href={paths.resetPassword(id)} className="button button-plain">
        Reset user password
      </Link>
      <Link href={paths.deleteAccount(id)} className="button button-plain text-danger!">
        Delete
      </Link>
    </div>
  );
  return (
    <House actor={actor} room="user-accounts" title={email} above={up} actions={actions}>
      <div className="grid grid-cols-1 items-start gap-6 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <section className="card p-6" aria-labelledby="edit">
          <h2 id="edit" className="mb-5">
            Details
          </h2>
          <EditForm
            id={id}
            account={{ firstName, lastName, email, phone, roles, emailNotifications }}
            isMailOn={isMailOn()}
          />
        </section>
        <AccountFacts account={account} />
        {(isMailOn() || mails.length > 0) && (
          <section className="card p-6 xl:col-span-2" aria-labelledby="mails">
            <h2 id="mails" className="mb-4">
              Mails
            </h2>
            <AccountMails mails={mails} />
          </section>
        )}
        <section className="card p-6 xl:col-span-2" aria-labelledby="history">
          <h2 id="history" className="mb-4">
            History
          </h2>
          <History entries={history} />
        </section>
      </div>
    </House>
  );
});
