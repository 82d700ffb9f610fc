"use client";

import { paths } from "#lib/paths.ts";
import { FormAlert, SubmitButton } from "../../../ui/form-parts.tsx";
import { Link } from "../../../ui/link.tsx";
import { useForm } from "../../../ui/use-form.ts";
import { PersonFields, RoleChoices } from "../account-fields.tsx";
import { inviteAccountAction } from "./actions.ts";

export function InviteForm({ lifetimeHours }: { lifetimeHours: number }) {
  const { state, form } = useForm(inviteAccountAction);
  return (
    <form {...form} className="card space-y-5 p-6">
      <FormAlert state={state} />
      <PersonFields state={state} />
      <RoleChoices state={state} initial={["viewer"]} />
      <p className="text-muted">
        The person gets a mail with a link, through which they choose their password. It works for {lifetimeHours}{" "}
        hours.
      </p>
      <div className="flex flex-wrap gap-3">
        <SubmitButton busy="Adding …">Add</SubmitButton>
        <Link href={paths.accounts} className="button button-plain">
          Cancel
        </Link>
      </div>
    </form>
  );
}
