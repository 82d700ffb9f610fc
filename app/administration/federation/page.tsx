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
      <Section id="register" title="Register Gatehouse" lead="Enter these values at the identity provider.">
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
  const [{ accounts, unlinked }, cookie, authentication] = await Promise.all([
    countUnlinked(actor, provider.issuer),
    readEncryptedCookie("test-sign-in"),
    clientAuthenticationInUse(actor),
  ]);
  const testResult = testSignInResult.safeParse(cookie).data;
  const isOn = config().federation !== undefined;
  return (
    <>
      <Section
        id="state"
        title={isOn ? "Federation is on" : "Federation is in test mode"}
        lead={
          isOn
            ? `People sign in with ${provider.name}, which manages passwords and lockouts. You manage access and roles here.`
            : `People still sign in with passwords. To switch to ${provider.name}, remove OIDC_TEST_MODE and restart.`
        }
      >
        <DescriptionList
          items={[
            ["Name", provider.name],
            ["Issuer", provider.issuer],
            ["Client ID", provider.clientId],
            ["Client authentication", typeof authentication === "string" ? authentication : authentication.message],
            [
              "Trusted email addresses",
              provider.trustEmail ? "All, unless marked as not verified" : "Only those marked as verified",
            ],
          ]}
        />
        <p className="mt-4">
          {unlinked === 0
            ? `All accounts are linked to an identity at ${provider.name}.`
            : `${unlinked} of ${accounts} accounts ${unlinked === 1 ? "isn't" : "aren't"} linked to an identity at ${provider.name} yet.`}
        </p>
      </Section>
      <Section
        id="test-sign-in"
        title="Test sign-in"
        lead={`Sign in at ${provider.name} as any user to see which account would be used. No one is signed in here and nothing changes.`}
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
      People sign in with passwords that they choose here. To use your identity provider instead, register Gatehouse
      there and set <code>OIDC_ISSUER</code>, <code>OIDC_CLIENT_ID</code> and <code>OIDC_CLIENT_SECRET</code>. Start
      with <code>OIDC_TEST_MODE=true</code> to test sign-ins on this page before anything changes.
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
