"use client";

import { FormAlert } from "#app/_components/form-parts.tsx";
import { Link } from "#app/_components/link.tsx";
import { SignInDetailsCard } from "#app/_components/sign-in-details-card.tsx";
import { SingleUsePasswordField } from "#app/_components/single-use-password-field.tsx";
import { useForm } from "#app/_forms/use-form.ts";
import {
  AccessFields,
  NEW_ACCOUNT,
  SubmitByEnter,
  useAccessFields,
} from "#app/administration/user-accounts/access-fields.tsx";
import { EmailField, UserFields } from "#app/administration/user-accounts/account-fields.tsx";
import type { Picker } from "#app/administration/user-accounts/domain-picker.ts";
import { SaveOrCancel } from "#app/administration/user-accounts/form-buttons.tsx";
import { paths } from "#lib/paths.ts";
import { addAccountAction } from "./actions.ts";

/** How the new user signs in for the first time. */
export type FirstSignIn =
  | Readonly<{ by: "identity provider"; provider: string; isMailOn: boolean }>
  | Readonly<{ by: "email"; lifetimeHours: number }>
  | Readonly<{ by: "single-use password"; generated: string; minLength: number; lifetimeHours: number }>;

type Props = Readonly<{ address: string; picker: Picker | undefined; firstSignIn: FirstSignIn }>;

export function AddForm({ address, picker, firstSignIn }: Props) {
  const { state, form } = useForm(addAccountAction);
  const { onChange, ...access } = useAccessFields(state, NEW_ACCOUNT);
  if (state.done) {
    return (
      <>
        <SignInDetailsCard
          credentials={state.done}
          address={address}
          confirmation={`Account ${state.done.email} added.`}
        />
        <p className="flex flex-wrap gap-x-6 gap-y-2 print:hidden">
          <Link href={paths.accounts} className="link">
            Back to user accounts
          </Link>
          <Link href={paths.accountDetails(state.done.accountId)} className="link">
            View account
          </Link>
          {/* A full page load, for another generated password. */}
          <a href={paths.newAccount} className="link">
            Add another account
          </a>
        </p>
      </>
    );
  }
  return (
    <form {...form} onChange={onChange} className="card space-y-5 p-6">
      <SubmitByEnter />
      <FormAlert state={state} />
      {firstSignIn.by === "identity provider" ? (
        <EmailField
          state={state}
          hint={`The email at ${firstSignIn.provider}. Names are added at the first sign-in.`}
        />
      ) : (
        <UserFields state={state} />
      )}
      {firstSignIn.by === "single-use password" && <SingleUsePasswordField state={state} {...firstSignIn} />}
      <AccessFields state={state} picker={picker} access={access} />
      {firstSignIn.by === "email" && (
        <p className="text-muted">
          The user will get an email with a link to choose a password. The link is valid for {firstSignIn.lifetimeHours}{" "}
          hours.
        </p>
      )}
      {firstSignIn.by === "identity provider" && firstSignIn.isMailOn && (
        <p className="text-muted text-sm">The user will get an email with sign-in instructions.</p>
      )}
      <SaveOrCancel busy="Adding…">Add</SaveOrCancel>
    </form>
  );
}
