/** What a form shows after it was sent and refused, or, where it stays on its page, after it was done. */
export type FormState<Done = undefined, Assist = undefined> = Readonly<{
  /** Grows with every answer, so that the form takes in what came back. */
  attempt: number;
  /** What was typed, kept for mending; never a password. */
  values: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** One sentence a field; under the empty name, what concerns the form as a whole. */
  errors: Readonly<Record<string, string>>;
  done?: Done;
  /** What was asked for on the way, such as a search in the form: nothing was done, and nothing typed is lost. */
  assist?: Assist;
}>;

export const NEW_FORM: FormState<never> = { attempt: 0, values: {}, errors: {} };

export type FormAction<Done = undefined, Assist = undefined> = (
  previous: FormState<Done, Assist>,
  form: FormData,
) => Promise<FormState<Done, Assist>>;
