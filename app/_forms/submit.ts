import { parseWithZod } from "@conform-to/zod/v4";
import { z } from "zod";
import { Forbidden, NotFound, RetryLater, UserError, WHOLE_FORM } from "#lib/errors.ts";
import { setResponseStatus } from "#lib/http/request-context.ts";
import { fieldNames, nextAttempt, plainFields, submittedValues } from "./form-data.ts";
import type { FormState } from "./form-state.ts";

type Form<Schema> = Readonly<{
  /** All fields of the form in the current mode; `undefined` if that mode has no such form. */
  schema: Schema | undefined;
  /** Fields outside the schema, such as those for password managers. */
  unparsed?: readonly string[];
  /** Fields of the schema that the form lacks at the moment. */
  absent?: readonly string[];
}>;

/**
 * Parses a form, performs the action, and turns errors into messages beside the fields. Unknown fields mean that the page is
 * outdated or forged, and the form is refused with a 400 (mass assignment, OWASP ASVS 15.3.3).
 */
export async function submit<Schema extends z.ZodType, Done>(
  previous: FormState<Done, unknown>,
  form: FormData,
  { schema, unparsed = [], absent = [] }: Form<Schema>,
  perform: (input: z.output<Schema>) => Promise<Done>,
): Promise<FormState<Done>> {
  const state = { attempt: nextAttempt(previous), values: submittedValues(form), errors: {} };
  const fields = schema ? [...fieldNamesOf(schema), ...unparsed].filter((name) => !absent.includes(name)) : [];
  if (!schema || fieldNames(form).some((name) => !fields.includes(name))) {
    setResponseStatus({ status: 400, hasPage: true });
    return { ...state, errors: { [WHOLE_FORM]: OUTDATED_FORM } };
  }
  const submission = parseWithZod(plainFields(form), { schema });
  if (submission.status !== "success") return { ...state, errors: firstMessages(submission.error ?? {}) };
  try {
    return { ...state, done: await perform(submission.value) };
  } catch (error) {
    return { ...state, errors: errorsOf(error) };
  }
}

const OUTDATED_FORM = "This form is out of date. Nothing was changed. Reload the page and try again.";

function fieldNamesOf(schema: unknown): string[] {
  if (schema instanceof z.ZodPipe) return fieldNamesOf(schema.in);
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

const firstMessages = (errors: Readonly<Record<string, readonly string[] | null>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(errors).flatMap(([name, messages]) => (messages?.[0] ? [[fieldOf(name), messages[0]]] : [])),
  );

/** `roles[0]` belongs to the field `roles`. */
const fieldOf = (name: string): string => name.replace(/\[.*$/, "");

/** @throws what is not an expected error */
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
