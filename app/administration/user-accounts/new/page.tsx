import { administratorPage } from "#app/_auth/page-guards.tsx";
import { AppShell } from "#app/_components/app-shell.tsx";
import { pickerFor } from "#app/administration/user-accounts/domain-picker.ts";
import { config } from "#lib/config/index.ts";
import { absoluteUrl } from "#lib/http/absolute-url.ts";
import { isMailOn } from "#lib/mail/mode.ts";
import { generateSingleUsePassword } from "#lib/passwords/single-use-password.ts";
import { paths } from "#lib/paths.ts";
import { AddForm, type FirstSignIn } from "./add-form.tsx";

export default administratorPage(async (actor) => {
  const picker = await pickerFor(actor);
  return (
    <AppShell
      actor={actor}
      section="user-accounts"
      title="Add user account"
      breadcrumb={[{ href: paths.accounts, label: "User Accounts" }]}
    >
      <AddForm address={absoluteUrl(paths.login)} picker={picker} firstSignIn={firstSignIn()} />
    </AppShell>
  );
});

function firstSignIn(): FirstSignIn {
  const { activationLinkHours, passwordMinLength: minLength, singleUsePasswordHours, federation } = config();
  if (federation) return { by: "identity provider", provider: federation.name, isMailOn: isMailOn() };
  if (isMailOn()) return { by: "email", lifetimeHours: activationLinkHours };
  const generated = generateSingleUsePassword();
  return { by: "single-use password", generated, minLength, lifetimeHours: singleUsePasswordHours };
}
