import { parseWithZod } from "@conform-to/zod/v4";
import { z } from "zod";
import { Forbidden, NotFound, RetryLater, UserError, WHOLE_FORM } from "#lib/errors.ts";
import { setResponseStatus } from "#lib/http/request-context.ts";
import { fieldNames, nextAttempt, plainFields, submittedValues } from "./form-data.ts";
import type { FormState } from "./form-state.ts";

type Form<Schema> = Readonly<{
  /** Every field that the form has in the mode that Gatehouse is in; `undefined` where that mode has no such form. */
  schema: Schema | undefined;
  /** What else the form has: fields for password managers or for another button, and those that the action reads. */
  unparsed?: readonly string[];
  /** Fields of the schema that the form does not have now. */
  absent?: readonly string[];
}>;

/**
 * Takes a form: parses it with its schema, performs what it asks for, and turns every refusal into sentences beside
 * the fields, with what was typed kept. A form that has other fields was not sent by a page as it is now (mass
 * assignment, OWASP ASVS 15.3.3; or the mode has changed since): it is refused as a whole, with a 400.
 */
export async function submit<Schema extends z.ZodType, Done>(
  previous: FormState<Done, unknown>,
  form: FormData,
  { schema, unparsed = [], absent = [] }: Form<Schema>,
  perform: (input: z.output<Schema>) => Promise<Done>,
): Promise<FormState<Done>> {
  const state = { attempt: nextAttempt(previous), values: submittedValues(form), errors: {} };
  const fields = schema ? [...fieldsOf(schema), ...unparsed].filter((name) => !absent.includes(name)) : [];
  if (!schema || fieldNames(form).some((name) => !fields.includes(name))) {
    setResponseStatus({ status: 400, hasPage: true });
    return { ...state, errors: { [WHOLE_FORM]: OUTDATED_FORM } };
  }
  const submission = parseWithZod(plainFields(form), { schema });
  if (submission.status !== "success") return { ...state, errors: firstOfEach(submission.error ?? {}) };
  try {
    return { ...state, done: await perform(submission.value) };
  } catch (error) {
    return { ...state, errors: errorsOf(error) };
  }
}

const OUTDATED_FORM = "This form is out of date. Nothing was changed. Reload the page and try again.";

/** The fields of an object, be it checked or transformed as a whole. */
function fieldsOf(schema: unknown): string[] {
  if (schema instanceof z.ZodPipe) return fieldsOf(schema.in);
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

const firstOfEach = (errors: Readonly<Record<string, readonly string[] | null>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(errors).flatMap(([name, sentences]) => (sentences?.[0] ? [[fieldOf(name), sentences[0]]] : [])),
  );

/** A problem with one entry of a list is shown beside the list. */
const fieldOf = (name: string): string => name.replace(/\[.*$/, "");

/** What a refusal says on the form. Everything that is no refusal is thrown on. */
export function errorsOf(error: unknown): Readonly<Record<string, string>> {
  if (error instanceof UserError) return error.problems;
  if (error instanceof RetryLater) {
    setResponseStatus({ status: error.status, retryAfterSeconds: error.retryAfterSeconds, hasPage: true });
    return { [WHOLE_FORM]: error.status === 429 ? TOO_MANY(error.retryAfterSeconds) : BUSY };
  }
  if (error instanceof Forbidden) {
    setResponseStatus({ status: 403, hasPage: true });
    return { [WHOLE_FORM]: "You don't have permission to do this." };
  }
  if (error instanceof NotFound) {
    setResponseStatus({ status: 404, hasPage: true });
    return { [WHOLE_FORM]: "This no longer exists. Someone may have deleted it." };
  }
  throw error;
}

const BUSY = "Too many people are signing in right now. Try again in a few seconds.";

const TOO_MANY = (seconds: number) => {
  const minutes = Math.ceil(seconds / 60);
  return `Too many failed sign-ins. Try again in ${minutes} ${minutes === 1 ? "minute" : "minutes"}.`;
};
