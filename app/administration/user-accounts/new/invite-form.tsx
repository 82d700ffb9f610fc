"use client";

import { paths } from "#lib/paths.ts";
import { FormAlert, SubmitButton } from "../../../ui/form-parts.tsx";
import { Link } from "../../../ui/link.tsx";
import { useForm } from "../../../ui/use-form.ts";
import { PersonFields } from "../account-fields.tsx";
import type { Picker } from "../picker.ts";
import { ReachFields, SubmitByEnter, useReach } from "../reach-fields.tsx";
import { inviteAccountAction } from "./actions.ts";

type Props = Readonly<{ picker: Picker | undefined; lifetimeHours: number }>;

const INITIAL = { roles: ["viewer"], restrictions: [] };

export function InviteForm({ picker, lifetimeHours }: Props) {
  const { state, form } = useForm(inviteAccountAction);
  const { onChange, ...reach } = useReach(state, INITIAL);
  return (
    <form {...form} onChange={onChange} className="card space-y-5 p-6">
      <SubmitByEnter />
      <FormAlert state={state} />
      <PersonFields state={state} />
      <ReachFields state={state} picker={picker} reach={reach} />
      <p className="text-muted">
        The person gets a mail with a link, through which they choose their password. It works for {lifetimeHours}{" "}
        hours.
      </p>
      <div className="flex flex-wrap gap-3">
        <SubmitButton intent="save" busy="Adding …">
          Add
        </SubmitButton>
        <Link href={paths.accounts} className="button button-plain">
          Cancel
        </Link>
      </div>
    </form>
  );
}
