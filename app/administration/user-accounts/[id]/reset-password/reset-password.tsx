import { Link } from "#app/_components/link.tsx";
import { backLink } from "#app/administration/user-accounts/list-url.ts";
import type { AccountDetails } from "#lib/accounts/find-account.ts";
import { config } from "#lib/config/index.ts";
import { absoluteUrl } from "#lib/http/absolute-url.ts";
import { isMailOn } from "#lib/mail/mode.ts";
import { generateSingleUsePassword } from "#lib/passwords/single-use-password.ts";
import { paths } from "#lib/paths.ts";
import { type NewAccess, ResetForm } from "./reset-form.tsx";

type Props = Readonly<{
  account: AccountDetails;
  /** The query of the list to return to. */
  list: unknown;
}>;

/** Explains and performs a reset, on a page or in a dialog. */
export function ResetPassword({ account, list }: Props) {
  const { federation } = config();
  if (federation) return <PasswordManagedElsewhere account={account} provider={federation.name} list={list} />;
  if (account.isOwn) {
    return (
      <p>
        This is your own account. Change your password on{" "}
        <Link href={paths.account} className="link">
          your account page
        </Link>
        .
      </p>
    );
  }
  const { id, email, isActivated, hasPassword, activationEndsAt, state } = account;
  const hasActivationLink = activationEndsAt !== null;
  return (
    <ResetForm
      account={{ id, email, isActivated, hasPassword, hasActivationLink, isLocked: state === "LOCKED" }}
      newAccess={newAccess(list)}
      back={backLink(list, id)}
    />
  );
}

function newAccess(list: unknown): NewAccess {
  if (isMailOn()) return { by: "email", list: typeof list === "string" ? list : undefined };
  const { passwordMinLength: minLength, singleUsePasswordHours: lifetimeHours } = config();
  const generated = generateSingleUsePassword();
  return { by: "single-use password", generated, minLength, lifetimeHours, address: absoluteUrl(paths.login) };
}

function PasswordManagedElsewhere({ account, provider, list }: Props & Readonly<{ provider: string }>) {
  const back = backLink(list, account.id);
  return (
    <>
      <p className="mb-5">
        {provider} manages the password of <strong>{account.email}</strong>. Reset or unlock it in the {provider}{" "}
        console.
      </p>
      <Link href={back.href} className="button button-plain">
        {back.label}
      </Link>
    </>
  );
}
