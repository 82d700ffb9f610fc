import { actorPage } from "#app/_auth/page-guards.tsx";
import { AccountEmail } from "#app/_components/account-email.tsx";
import { AppShell } from "#app/_components/app-shell.tsx";
import { ProviderProfile } from "#app/_components/provider-profile.tsx";
import { Section } from "#app/_components/section.tsx";
import { profileOf } from "#lib/accounts/own-profile.ts";
import { authenticationMode } from "#lib/config/authentication-mode.ts";
import { config } from "#lib/config/index.ts";
import { ownSessions } from "#lib/sessions/own-sessions.ts";
import { EmailChangeForm } from "./email-change-form.tsx";
import { PasswordChangeForm } from "./password-change-form.tsx";
import { ProfileForm } from "./profile-form.tsx";
import { SessionList } from "./session-list.tsx";

export default actorPage(async (actor) => {
  const { provider, emailsLinks } = authenticationMode();
  const [profile, sessions] = await Promise.all([profileOf(actor), ownSessions(actor)]);
  return (
    <AppShell actor={actor} section="account" title="My account">
      {provider ? (
        <Section id="profile" title="My profile" lead={`${provider.name} manages your name, email and password.`}>
          <ProviderProfile {...profile} email={actor.email} />
        </Section>
      ) : (
        <Section
          id="profile"
          title="My profile"
          lead={
            <>
              You sign in as <AccountEmail email={actor.email} />.
              {!emailsLinks && " An administrator can change your email."}
            </>
          }
        >
          <ProfileForm profile={profile} />
        </Section>
      )}
      {emailsLinks && (
        <Section
          id="email-change"
          title="Change email"
          lead="We'll send a link to the new address. Your email changes once you confirm it."
        >
          <EmailChangeForm />
        </Section>
      )}
      {!provider && (
        <Section id="password" title="Change password" lead="You'll be signed out everywhere else.">
          <PasswordChangeForm email={actor.email} minLength={config().passwordMinLength} />
        </Section>
      )}
      <Section id="sessions" title="My sessions" lead="Where you're signed in. End any session you don't recognise.">
        <SessionList sessions={sessions} />
      </Section>
    </AppShell>
  );
});
