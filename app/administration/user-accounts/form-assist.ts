import { formText, nextAttempt, submittedValues } from "#app/_forms/form-data.ts";
import type { FormState } from "#app/_forms/form-state.ts";
import { errorsOf } from "#app/_forms/submit.ts";
import type { Actor } from "#lib/access/actor.ts";
import { requireAdministrator } from "#lib/authorization/as-administrator.ts";
import { type FoundDomains, searchDomains } from "#lib/domains/domain-tree.ts";
import { isSegregated } from "#lib/domains/segregation.ts";

/** The result of a form that was not submitted to be saved. */
export type FormAssist = Readonly<{
  isPreview: boolean;
  /** The result of the domain search. */
  found?: FoundDomains & Readonly<{ text: string }>;
}>;

const SEARCH_MAX = 200;

/** The fields of account forms outside their schemas. */
export const fieldsOfAccountForm = async () =>
  (await isSegregated())
    ? { unparsed: ["intent", "find", "found", "picker"] }
    : { unparsed: ["intent"], absent: ["restrictions", "picker"] };

/**
 * Handles search and preview: nothing is saved, and all input is kept. Without scripts, Enter in the search field searches.
 * @returns `undefined` for a form to save
 */
export async function handleFormIntent(
  actor: Actor,
  previous: unknown,
  form: FormData,
): Promise<FormState<never, FormAssist> | undefined> {
  const intent = formText(form, "intent");
  const text = formText(form, "find").replaceAll("\0", "").trim().slice(0, SEARCH_MAX);
  const isSearch = intent === "find" || (intent === "" && text !== formText(form, "found"));
  if (!isSearch && intent !== "preview") return undefined;
  const state = { attempt: nextAttempt(previous), values: submittedValues(form) };
  try {
    await requireAdministrator(actor);
    const found = isSearch && text !== "" ? { text, ...(await searchDomains(actor, text)) } : undefined;
    return { ...state, errors: {}, assist: { isPreview: !isSearch, found } };
  } catch (error) {
    return { ...state, errors: errorsOf(error) };
  }
}
