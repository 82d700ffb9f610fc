import { parseWithZod } from "@conform-to/zod/v4";
import type { z } from "zod";
import { answerWith } from "#lib/http/request-context.ts";
import { Forbidden, NotFound, Refusal, TryLater, WHOLE_FORM } from "#lib/refusal.ts";
import type { FormState } from "./form-state.ts";
import { nextAttempt, plainFields } from "./sent-form.ts";

type Form<Schema> = Readonly<{
  schema: Schema;
  /** Fields whose values never go back to the page. */
  secrets?: readonly string[];
}>;

/**
 * Takes a form: parses it with its schema, performs what it asks for, and turns every refusal into sentences beside
 * the fields, with what was typed kept.
 */
export async function submit<Schema extends z.ZodType, Done>(
  previous: FormState<Done, unknown>,
  form: FormData,
  { schema, secrets = [] }: Form<Schema>,
  perform: (input: z.output<Schema>) => Promise<Done>,
): Promise<FormState<Done>> {
  const submission = parseWithZod(plainFields(form), { schema });
  const kept = Object.entries(submission.payload).filter(([name]) => !secrets.includes(name));
  const state = { attempt: nextAttempt(previous), values: Object.fromEntries(kept) as FormState["values"], errors: {} };
  if (submission.status !== "success") return { ...state, errors: firstOfEach(submission.error ?? {}) };
  try {
    return { ...state, done: await perform(submission.value) };
  } catch (error) {
    return { ...state, errors: problemsOf(error) };
  }
}

const firstOfEach = (errors: Readonly<Record<string, readonly string[] | null>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(errors).flatMap(([name, sentences]) => (sentences?.[0] ? [[fieldOf(name), sentences[0]]] : [])),
  );

/** A problem with one entry of a list is shown beside the list. */
const fieldOf = (name: string): string => name.replace(/\[.*$/, "");

/** What a refusal says on the form. Everything that is no refusal is thrown on. */
export function problemsOf(error: unknown): Readonly<Record<string, string>> {
  if (error instanceof Refusal) return error.problems;
  if (error instanceof TryLater) {
    answerWith({ status: error.status, retryAfterSeconds: error.retryAfterSeconds, hasPage: true });
    return { [WHOLE_FORM]: error.status === 429 ? TOO_MANY(error.retryAfterSeconds) : BUSY };
  }
  if (error instanceof Forbidden) {
    answerWith({ status: 403, hasPage: true });
    return { [WHOLE_FORM]: "You are not allowed to do this, or not any more." };
  }
  if (error instanceof NotFound) {
    answerWith({ status: 404, hasPage: true });
    return { [WHOLE_FORM]: "This does not exist any more. Somebody may have deleted it." };
  }
  throw error;
}

const BUSY = "Too many people are signing in right now. Try again in a few seconds.";

const TOO_MANY = (seconds: number) => {
  const minutes = Math.ceil(seconds / 60);
  return `Too many sign-ins from where you are have failed. Try again in ${minutes} ${minutes === 1 ? "minute" : "minutes"}.`;
};
