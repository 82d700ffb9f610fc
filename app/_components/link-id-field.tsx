import type { FormState } from "#app/_forms/form-state.ts";

type Props = Readonly<{ state: Pick<FormState<unknown>, "values">; link: string }>;

/**
 * The link that a form is shown for. The submitted one stays: without scripts the response may be rendered for a link that
 * was opened later.
 */
export function LinkIdField({ state, link }: Props) {
  const submitted = state.values.link;
  return <input type="hidden" name="link" value={typeof submitted === "string" ? submitted : link} />;
}
