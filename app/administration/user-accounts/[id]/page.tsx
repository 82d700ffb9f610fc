import { administratorPage } from "#app/_auth/page-guards.tsx";
import { AppShell } from "#app/_components/app-shell.tsx";
import { EmailText } from "#app/_components/email-text.tsx";
import { SubmitButton } from "#app/_components/form-parts.tsx";
import { ProviderProfile } from "#app/_components/provider-profile.tsx";
import { resendActivationAction } from "#app/administration/user-accounts/actions.ts";
import { pickerFor } from "#app/administration/user-accounts/domain-picker.ts";
import { canDelete, canResendActivation, canReset, shownFields } from "#lib/accounts/core/account-policy.ts";
import { findAccount } from "#lib/accounts/find-account.ts";
import { accountHistory } from "#lib/audit-log/account-history.ts";
import { authenticationMode, configuredProvider, isOutgoingMailOn } from "#lib/config/authentication-mode.ts";
import { findIdentity } from "#lib/federation/find-identity.ts";
import { emailsOfAccount } from "#lib/mail/list-emails.ts";
import { auditLogFor, paths } from "#lib/paths.ts";
import { AccountEmails } from "./account-emails.tsx";
import { AccountSummary } from "./account-summary.tsx";
import { EditForm } from "./edit-form.tsx";
import { History } from "./history.tsx";
import { LinkedIdentity } from "./linked-identity.tsx";

export default administratorPage(async (actor, { params }: PageProps<"/administration/user-accounts/[id]">) => {
  const { id } = await params;
  const mode = authenticationMode();
  const provider = configuredProvider();
  const finding = findAccount(actor, id);
  const [account, history, emails, identity, picker] = await Promise.all([
    finding,
    accountHistory(actor, id),
    emailsOfAccount(actor, id),
    findIdentity(actor, id),
    pickerFor(
      actor,
      finding.then(({ domains }) => domains),
    ),
  ]);
  const { firstName, lastName, email, phone, roles, restrictions, emailNotifications } = account;
  const editable = { firstName, lastName, email, phone, roles, restrictions, emailNotifications };
  const actions = (
    <div className="flex flex-wrap gap-3">
      {account.isOwn && (
        <a href={paths.account} className="link">
          {mode.provider ? "Manage your sessions" : "Manage your password and sessions"}
        </a>
      )}
      {canResendActivation(account, mode).allowed && (
        <form action={resendActivationAction}>
          <input type="hidden" name="account" value={id} />
          <SubmitButton kind="plain" busy="Sending…">
            Resend activation email
          </SubmitButton>
        </form>
      )}
      {canReset(actor, account, mode).allowed && (
        <a href={paths.resetPassword(id)} className="button button-plain">
          Reset user password
        </a>
      )}
      {canDelete(actor, account).allowed && (
        <a href={paths.deleteAccount(id)} className="button button-plain text-danger!">
          Delete
        </a>
      )}
    </div>
  );
  return (
    <AppShell
      actor={actor}
      section="user-accounts"
      title={email}
      heading={<EmailText email={email} />}
      breadcrumb={[{ href: paths.accounts, label: "User Accounts" }]}
      actions={actions}
    >
      <div className="with-aside">
        <section className="card p-6" aria-labelledby="edit">
          <h2 id="edit" className="mb-5">
            Details
          </h2>
          {mode.provider && (
            <>
              <ProviderProfile {...account} />
              <p className="mt-3 mb-6 text-muted text-sm">
                Managed by {mode.provider.name}. Names are updated at every sign-in.
              </p>
            </>
          )}
          <EditForm
            id={id}
            account={editable}
            picker={picker}
            isOutgoingMailOn={isOutgoingMailOn()}
            fields={shownFields(mode)}
          />
        </section>
        <div className="grid grid-cols-1 gap-6">
          <AccountSummary actor={actor} account={account} isLinked={identity !== undefined} />
          {provider && (mode.provider || identity) && (
            <LinkedIdentity actor={actor} account={account} identity={identity} provider={provider.name} />
          )}
        </div>
        {(isOutgoingMailOn() || emails.length > 0) && (
          <section className="card p-6 xl:col-span-2" aria-labelledby="emails">
            <h2 id="emails" className="mb-4">
              Emails
            </h2>
            {emails.length > 0 ? <AccountEmails emails={emails} /> : <p className="text-muted">No emails yet.</p>}
          </section>
        )}
        <section className="card p-6 xl:col-span-2" aria-labelledby="history">
          <h2 id="history" className="mb-4">
            History
          </h2>
          {history.length > 0 ? (
            <>
              <History entries={history} />
              <a href={auditLogFor(email)} className="link">
                View in audit log
              </a>
            </>
          ) : (
            <p className="text-muted">No history yet.</p>
          )}
        </section>
      </div>
    </AppShell>
  );
});
