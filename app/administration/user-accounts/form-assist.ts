import { formText, nextAttempt, submittedValues } from "#app/_forms/form-data.ts";
import type { FormState } from "#app/_forms/form-state.ts";
import { errorsOf } from "#app/_forms/submit.ts";
import type { Actor } from "#lib/access/actor.ts";
import { requireAdministrator } from "#lib/authorization/as-administrator.ts";
import { type FoundDomains, searchDomains } from "#lib/domains/domain-tree.ts";
import { isSegregated } from "#lib/domains/segregation.ts";

/** What a form about an account was sent for, when not to be saved. */
export type FormAssist = Readonly<{
  /** A preview of what the account may do. */
  isPreview: boolean;
  /** The domains that a search in the form has found. */
  found?: FoundDomains & Readonly<{ text: string }>;
}>;

const SEARCH_MAX = 200;

/** What `submit` has to know of the forms about accounts: domains are there to be picked while segregation is on. */
export const fieldsOfAccountForm = async () =>
  (await isSegregated())
    ? { unparsed: ["intent", "find", "found", "picker"] }
    : { unparsed: ["intent"], absent: ["restrictions", "picker"] };

/**
 * Answers a form that asks for domains or for a preview, without saving anything and with everything typed kept.
 * Enter, pressed in the search box of a page without scripts, asks for domains too.
 * @returns `undefined` for a form that is to be saved
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
