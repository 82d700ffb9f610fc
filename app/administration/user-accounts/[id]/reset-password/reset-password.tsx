import { backLink } from "#app/administration/user-accounts/list-url.ts";
import type { Actor } from "#lib/access/actor.ts";
import { canReset } from "#lib/accounts/core/account-policy.ts";
import type { AccountDetails } from "#lib/accounts/find-account.ts";
import { type AuthenticationMode, authenticationMode } from "#lib/config/authentication-mode.ts";
import { config } from "#lib/config/index.ts";
import { absoluteUrl } from "#lib/http/absolute-url.ts";
import { generateSingleUsePassword } from "#lib/passwords/single-use-password.ts";
import { paths } from "#lib/paths.ts";
import { ResetForm, type ResetOptions } from "./reset-form.tsx";

type Props = Readonly<{
  actor: Actor;
  account: AccountDetails;
  list: unknown;
}>;

export function ResetPassword({ actor, account, list }: Props) {
  const mode = authenticationMode();
  const back = backLink(list, account.id);
  const decision = canReset(actor, account, mode);
  if (!decision.allowed) {
    const elsewhere = mode.hasLocalPasswords ? { href: paths.account, label: "Go to your account page" } : back;
    return (
      <>
        <p className="mb-5">{decision.reason}</p>
        <a href={elsewhere.href} className="button button-plain">
          {elsewhere.label}
        </a>
      </>
    );
  }
  const { id, email, isActivated, hasPassword, activationEndsAt, state } = account;
  const hasActivationLink = activationEndsAt !== null;
  return (
    <ResetForm
      account={{ id, email, isActivated, hasPassword, hasActivationLink, isLocked: state === "LOCKED" }}
      options={resetOptions(mode, list)}
      back={back}
    />
  );
}

function resetOptions({ emailsLinks }: AuthenticationMode, list: unknown): ResetOptions {
  if (emailsLinks) return { kind: "email", list: typeof list === "string" ? list : undefined };
  const { passwordMinLength: minLength, singleUsePasswordHours: lifetimeHours } = config();
  const generated = generateSingleUsePassword();
  const signInAddress = absoluteUrl(paths.login);
  return { kind: "single-use-password", generated, minLength, lifetimeHours, signInAddress };
}
