"use client";

import { paths } from "#lib/paths.ts";
import { FormAlert, SubmitButton } from "../../../ui/form-parts.tsx";
import { Link } from "../../../ui/link.tsx";
import { useForm } from "../../../ui/use-form.ts";
import { EmailField, RoleChoices } from "../account-fields.tsx";
import { addFederatedAccountAction } from "./actions.ts";

/** Adding somebody whom the identity provider knows: it has the rest, and no password is needed here. */
export function AddFederatedForm({ provider, isMailOn }: { provider: string; isMailOn: boolean }) {
  const { state, form } = useForm(addFederatedAccountAction);
  return (
    <form {...form} className="card space-y-5 p-6">
      <FormAlert state={state} />
      <EmailField
        state={state}
        hint={`As ${provider} knows it. Names are filled in from there at the first sign-in.`}
      />
      <RoleChoices state={state} initial={["viewer"]} />
      {isMailOn && <p className="text-muted text-sm">A mail tells them where to sign in, and with what.</p>}
      <div className="flex flex-wrap gap-3">
        <SubmitButton busy="Adding …">Add</SubmitButton>
        <Link href={paths.accounts} className="button button-plain">
          Cancel
        </Link>
      </div>
    </form>
  );
}
