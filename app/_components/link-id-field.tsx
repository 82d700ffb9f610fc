import type { FormState } from "#app/_forms/form-state.ts";

type Props = Readonly<{ state: Pick<FormState<unknown>, "values">; link: string }>;

/**
 * Says for which link a form is shown. What was sent once stays: where scripts do not run, the answer comes on a page
 * that is made for the link that was opened last.
 */
export function LinkIdField({ state, link }: Props) {
  const sent = state.values.link;
  return <input type="hidden" name="link" value={typeof sent === "string" ? sent : link} />;
}
