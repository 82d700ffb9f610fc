"use client";

import { FormAlert } from "#app/_components/form-parts.tsx";
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
import { createAccountAction } from "./actions.ts";

export type EnrolmentOptions =
  | Readonly<{
      kind: "single-use-password";
      generated: string;
      minLength: number;
      lifetimeHours: number;
      signInAddress: string;
    }>
  | Readonly<{ kind: "activation-email"; lifetimeHours: number }>
  | Readonly<{ kind: "federated"; provider: string; isOutgoingMailOn: boolean }>;

type Props = Readonly<{ picker: Picker | undefined; enrolment: EnrolmentOptions }>;

export function CreateAccountForm({ picker, enrolment }: Props) {
  const { state, form } = useForm(createAccountAction);
  const { onChange, ...access } = useAccessFields(state, NEW_ACCOUNT);
  if (state.done && enrolment.kind === "single-use-password") {
    return (
      <>
        <SignInDetailsCard
          credentials={state.done}
          signInAddress={enrolment.signInAddress}
          confirmation={`Account ${state.done.email} added.`}
        />
        <p className="flex flex-wrap gap-x-6 gap-y-2 print:hidden">
          <a href={paths.accounts} className="link">
            Back to user accounts
          </a>
          <a href={paths.accountDetails(state.done.accountId)} className="link">
            View account
          </a>
          {/* A full page load, for another password. */}
          <a href={paths.newAccount} target="_self" className="link">
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
      {enrolment.kind === "federated" ? (
        <EmailField state={state} hint={`The email at ${enrolment.provider}. Names are added at the first sign-in.`} />
      ) : (
        <UserFields state={state} />
      )}
      {enrolment.kind === "single-use-password" && <SingleUsePasswordField state={state} {...enrolment} />}
      <AccessFields state={state} picker={picker} access={access} />
      {enrolment.kind === "activation-email" && (
        <p className="text-muted">
          The user will get an email with a link to choose a password. The link is valid for {enrolment.lifetimeHours}{" "}
          hours.
        </p>
      )}
      {enrolment.kind === "federated" && enrolment.isOutgoingMailOn && (
        <p className="text-muted text-sm">The user will get an email with sign-in instructions.</p>
      )}
      <SaveOrCancel busy="Adding…">Add</SaveOrCancel>
    </form>
  );
}
