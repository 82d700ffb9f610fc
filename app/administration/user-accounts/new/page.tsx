import { administratorPage } from "#app/_auth/page-guards.tsx";
import { AppShell } from "#app/_components/app-shell.tsx";
import { pickerFor } from "#app/administration/user-accounts/domain-picker.ts";
import { authenticationMode, isOutgoingMailOn } from "#lib/config/authentication-mode.ts";
import { config } from "#lib/config/index.ts";
import { absoluteUrl } from "#lib/http/absolute-url.ts";
import { generateSingleUsePassword } from "#lib/passwords/single-use-password.ts";
import { paths } from "#lib/paths.ts";
import { CreateAccountForm, type EnrolmentOptions } from "./create-account-form.tsx";

export default administratorPage(async (actor) => {
  const picker = await pickerFor(actor);
  return (
    <AppShell
      actor={actor}
      section="user-accounts"
      title="Add user account"
      breadcrumb={[{ href: paths.accounts, label: "User Accounts" }]}
    >
      <CreateAccountForm picker={picker} enrolment={enrolmentOptions()} />
    </AppShell>
  );
});

function enrolmentOptions(): EnrolmentOptions {
  const { activationLinkHours, passwordMinLength: minLength, singleUsePasswordHours } = config();
  const { provider, emailsLinks } = authenticationMode();
  if (provider) return { kind: "federated", provider: provider.name, isOutgoingMailOn: isOutgoingMailOn() };
  if (emailsLinks) return { kind: "activation-email", lifetimeHours: activationLinkHours };
  return {
    kind: "single-use-password",
    generated: generateSingleUsePassword(),
    minLength,
    lifetimeHours: singleUsePasswordHours,
    signInAddress: absoluteUrl(paths.login),
  };
}
