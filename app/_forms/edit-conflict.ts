import { z } from "zod";
import type { Change } from "#db/schema/audit-events.ts";
import { type AccountSnapshot, accountChanges } from "#lib/accounts/core/account-changes.ts";
import { mergeEdit, StaleEdit } from "#lib/accounts/core/stale-edit.ts";
import type { FormState } from "./form-state.ts";

/** Another user's changes to the same account, and the merged fields to review. */
export type EditConflict<Fields> = Readonly<{ changes: readonly Change[]; current: Fields; merged: Fields }>;

/** A hidden JSON field with the values that the form was rendered with. */
export const seenField = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: "custom", message: "This form is out of date. Reload the page and try again." });
        return z.NEVER;
      }
    })
    .pipe(schema);

/** @returns the conflict when someone else has changed the account since */
export async function saveOrConflict<Fields extends Partial<AccountSnapshot>>(
  seen: Fields,
  edit: Fields,
  save: () => Promise<unknown>,
): Promise<EditConflict<Fields> | undefined> {
  try {
    await save();
    return undefined;
  } catch (error) {
    if (!(error instanceof StaleEdit)) throw error;
    const fields = Object.keys(seen).map((field) => [field, error.current[field as keyof AccountSnapshot]]);
    const current = Object.fromEntries(fields) as Fields;
    const changes = accountChanges({ ...error.current, ...seen }, error.current);
    return { changes, current, merged: mergeEdit(seen, edit, current) };
  }
}

export function withMerged<Fields extends Partial<AccountSnapshot>>(
  state: FormState<EditConflict<Fields>>,
): FormState<EditConflict<Fields>> {
  if (!state.done) return state;
  const { merged } = state.done;
  return { ...state, values: { ...merged, phone: merged.phone ?? "" } };
}
