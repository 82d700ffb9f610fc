import { actorPage } from "#app/_auth/page-guards.tsx";
import { AccountEmail } from "#app/_components/account-email.tsx";
import { AppShell } from "#app/_components/app-shell.tsx";
import { ProviderProfile } from "#app/_components/provider-profile.tsx";
import { profileOf } from "#lib/accounts/own-profile.ts";
import { config } from "#lib/config/index.ts";
import { hasEmailedLinks, isMailOn } from "#lib/mail/mode.ts";
import { ownSessions } from "#lib/sessions/own-sessions.ts";
import { EmailChangeForm } from "./email-change-form.tsx";
import { PasswordChangeForm } from "./password-change-form.tsx";
import { ProfileForm } from "./profile-form.tsx";
import { SessionList } from "./session-list.tsx";

export default actorPage(async (actor) => {
  const { federation, passwordMinLength } = config();
  const [profile, sessions] = await Promise.all([profileOf(actor), ownSessions(actor)]);
  return (
    <AppShell actor={actor} section="account" title="My account">
      <div className="grid max-w-3xl gap-6">
        <section className="card p-6" aria-labelledby="profile">
          <h2 id="profile">My profile</h2>
          {federation ? (
            <>
              <p className="mt-1 mb-5 text-muted">
                Your names and your password are kept by {federation.name}, and changed there.
              </p>
              <ProviderProfile {...profile} email={actor.email} />
            </>
          ) : (
            <>
              <p className="mt-1 mb-5 text-muted">
                You sign in as <AccountEmail email={actor.email} />.
                {!isMailOn() && " An administrator can change that."}
              </p>
              <ProfileForm profile={profile} />
            </>
          )}
        </section>
        {hasEmailedLinks() && (
          <section className="card p-6" aria-labelledby="email-change">
            <h2 id="email-change">Change e-mail address</h2>
            <p className="mt-1 mb-5 text-muted">
              We mail a link to the new address. The change takes effect when you confirm it there.
            </p>
            <EmailChangeForm />
          </section>
        )}
        {!federation && (
          <section className="card p-6" aria-labelledby="password">
            <h2 id="password">Change password</h2>
            <p className="mt-1 mb-5 text-muted">A change signs you out everywhere else.</p>
            <PasswordChangeForm email={actor.email} minLength={passwordMinLength} />
          </section>
        )}
        <section className="card p-6" aria-labelledby="sessions">
          <h2 id="sessions">My sessions</h2>
          <p className="mt-1 mb-5 text-muted">Where you are signed in. End what you do not recognise.</p>
          <SessionList sessions={sessions} />
        </section>
      </div>
    </AppShell>
  );
});
