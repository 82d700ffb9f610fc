/** The state of a form after a response. */
export type FormState<Done = undefined, Assist = undefined> = Readonly<{
  /** Counts responses, so that fields take over the new values. */
  attempt: number;
  /** The submitted values; never a password. */
  values: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** By field; the empty name stands for the whole form. */
  errors: Readonly<Record<string, string>>;
  done?: Done;
  /** The result of a search or preview in the form, which saved nothing. */
  assist?: Assist;
}>;

export const NEW_FORM: FormState<never> = { attempt: 0, values: {}, errors: {} };

export type FormAction<Done = undefined, Assist = undefined> = (
  previous: FormState<Done, Assist>,
  form: FormData,
) => Promise<FormState<Done, Assist>>;
