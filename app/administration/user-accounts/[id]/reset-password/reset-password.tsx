import { Link } from "#app/_components/link.tsx";
import { backLink } from "#app/administration/user-accounts/list-url.ts";
import type { Actor } from "#lib/access/actor.ts";
import { canReset } from "#lib/accounts/core/account-policy.ts";
import type { AccountDetails } from "#lib/accounts/find-account.ts";
import { type AuthenticationMode, authenticationMode } from "#lib/config/authentication-mode.ts";
import { config } from "#lib/config/index.ts";
import { absoluteUrl } from "#lib/http/absolute-url.ts";
import { generateSingleUsePassword } from "#lib/passwords/single-use-password.ts";
import { paths } from "#lib/paths.ts";
import { type NewAccess, ResetForm } from "./reset-form.tsx";

type Props = Readonly<{
  actor: Actor;
  account: AccountDetails;
  /** The query of the list that the page was opened from. */
  list: unknown;
}>;

/** What resetting means, and its form, for the page and the dialog. */
export function ResetPassword({ actor, account, list }: Props) {
  const mode = authenticationMode();
  const back = backLink(list, account.id);
  const decision = canReset(actor, account, mode);
  if (!decision.allowed) {
    const elsewhere = mode.hasLocalPasswords ? { href: paths.account, label: "Go to your account page" } : back;
    return (
      <>
        <p className="mb-5">{decision.reason}</p>
        <Link href={elsewhere.href} className="button button-plain">
          {elsewhere.label}
        </Link>
      </>
    );
  }
  const { id, email, isActivated, hasPassword, activationEndsAt, state } = account;
  const hasActivationLink = activationEndsAt !== null;
  return (
    <ResetForm
      account={{ id, email, isActivated, hasPassword, hasActivationLink, isLocked: state === "LOCKED" }}
      newAccess={newAccess(mode, list)}
      back={back}
    />
  );
}

function newAccess({ emailsLinks }: AuthenticationMode, list: unknown): NewAccess {
  if (emailsLinks) return { by: "email", list: typeof list === "string" ? list : undefined };
  const { passwordMinLength: minLength, singleUsePasswordHours: lifetimeHours } = config();
  const generated = generateSingleUsePassword();
  return { by: "single-use password", generated, minLength, lifetimeHours, address: absoluteUrl(paths.login) };
}
