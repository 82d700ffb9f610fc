import type { FormState } from "#app/_forms/form-state.ts";

type Props = Readonly<{ state: Pick<FormState<unknown>, "values">; link: string }>;

/**
 * Submits which link the form was shown for. It keeps a submitted value: without JavaScript, the form comes back on a page
 * rendered for the link that was opened last.
 */
export function LinkIdField({ state, link }: Props) {
  const submitted = state.values.link;
  return <input type="hidden" name="link" value={typeof submitted === "string" ? submitted : link} />;
}
