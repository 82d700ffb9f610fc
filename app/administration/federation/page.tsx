import { administratorPage } from "#app/_auth/page-guards.tsx";
import { AppShell } from "#app/_components/app-shell.tsx";
import { DescriptionItem } from "#app/_components/description-item.tsx";
import { Section } from "#app/_components/section.tsx";
import type { Actor } from "#lib/access/actor.ts";
import { config, type IdentityProvider } from "#lib/config/index.ts";
import { callbackUrl } from "#lib/federation/authorization-request.ts";
import { clientAuthenticationInUse } from "#lib/federation/client-authentication-in-use.ts";
import { returnAddress } from "#lib/federation/end-session-url.ts";
import { countUnlinked } from "#lib/federation/linked-accounts.ts";
import { testSignInResult } from "#lib/federation/test-sign-in.ts";
import { readEncryptedCookie } from "#lib/http/encrypted-cookie.ts";
import { paths } from "#lib/paths.ts";
import { TestSignInForm } from "./test-sign-in-form.tsx";
import { TestSignInOutcome } from "./test-sign-in-result.tsx";

export default administratorPage(async (actor) => {
  const { identityProvider } = config();
  return (
    <AppShell actor={actor} section="federation" title="Federation">
      {identityProvider ? await configured(actor, identityProvider) : <NotConfigured />}
      <Section id="register" title="Register Gatehouse" lead="What the identity provider has to know about Gatehouse.">
        <DescriptionList
          items={[
            ["Redirect URI", callbackUrl()],
            ["Post-logout redirect URI", returnAddress()],
            ["Back-channel logout URI", new URL(paths.backchannelLogout, config().appUrl).href],
            ["Scopes", "openid email profile"],
          ]}
        />
      </Section>
    </AppShell>
  );
});

async function configured(actor: Actor, provider: IdentityProvider) {
  const [{ accounts, unlinked }, sealed, authentication] = await Promise.all([
    countUnlinked(actor, provider.issuer),
    readEncryptedCookie("test-sign-in"),
    clientAuthenticationInUse(actor),
  ]);
  const testResult = testSignInResult.safeParse(sealed).data;
  const isOn = config().federation !== undefined;
  return (
    <>
      <Section
        id="state"
        title={isOn ? "Federation is on" : "Federation is being tested"}
        lead={
          isOn
            ? `People sign in with ${provider.name}, which manages passwords and lockouts. Who has access, and with which roles, is decided here.`
            : `People still sign in with their passwords. Remove OIDC_TEST_MODE to have ${provider.name} sign them in.`
        }
      >
        <DescriptionList
          items={[
            ["Name", provider.name],
            ["Issuer", provider.issuer],
            ["Client ID", provider.clientId],
            ["Client authentication", typeof authentication === "string" ? authentication : authentication.message],
            [
              "Email counts as verified",
              provider.trustEmail ? "unless the provider says no" : "when the provider says so",
            ],
          ]}
        />
        <p className="mt-4">
          {unlinked === 0
            ? `Every account has been matched with a person at ${provider.name}.`
            : `${unlinked} of ${accounts} accounts ${unlinked === 1 ? "has" : "have"} never been matched with a person at ${provider.name}.`}
        </p>
      </Section>
      <Section
        id="test-sign-in"
        title="Test sign-in"
        lead={`Sign in at ${provider.name} as any user. Nobody is signed in here and nothing changes: you see which account would be used, or why none would.`}
      >
        {testResult && <TestSignInOutcome testResult={testResult} />}
        <TestSignInForm provider={provider.name} />
      </Section>
    </>
  );
}

const NotConfigured = () => (
  <Section id="state" title="Federation is off">
    <p className="max-w-prose">
      People sign in with passwords that they choose here. To let your company’s identity provider sign them in,
      register Gatehouse there, set <code>OIDC_ISSUER</code>, <code>OIDC_CLIENT_ID</code> and{" "}
      <code>OIDC_CLIENT_SECRET</code>, and at first <code>OIDC_TEST_MODE=true</code>, so that you can test sign-ins on
      this page before anything changes.
    </p>
  </Section>
);

const DescriptionList = ({ items }: { items: readonly (readonly [name: string, value: string])[] }) => (
  <dl className="fields">
    {items.map(([name, value]) => (
      <DescriptionItem key={name} name={name}>
        {value}
      </DescriptionItem>
    ))}
  </dl>
);
