import type { Answer } from "./client.ts";
import { attribute } from "./forms.ts";
import { descriptionOf, textOf } from "./page-text.ts";

type Page = Pick<Answer, "body">;

export type ShownField = Readonly<{
  value: string;
  /** The error and the hint, as screen readers announce them. */
  description: string;
  isInvalid: boolean;
  hasFocus: boolean;
}>;

const inputsOf = ({ body }: Page, name: string): string[] =>
  (body.match(/<input\b[^>]*>/g) ?? []).filter((tag) => attribute(tag, "name") === name);

/** @throws Error when the page has no such field */
export function fieldOf(page: Page, name: string): ShownField {
  const [tag] = inputsOf(page, name);
  if (!tag) throw new Error(`The page has no field ${name}.`);
  return {
    value: attribute(tag, "value") ?? "",
    description: descriptionOf(page, name),
    isInvalid: attribute(tag, "aria-invalid") === "true",
    hasFocus: /\sautofocus\b/i.test(tag),
  };
}

export const checkedOf = (page: Page, name: string): string[] =>
  inputsOf(page, name)
    .filter((tag) => /\schecked\b/.test(tag))
    .map((tag) => attribute(tag, "value") ?? "");

/** The error and the hint of a fieldset, by its legend. */
export function groupDescription(page: Page, legend: string): string {
  const [, group = ""] = page.body.match(new RegExp(`(<fieldset\\b[^>]*>)<legend[^>]*>${legend}</legend>`)) ?? [];
  const ids = (attribute(group, "aria-describedby") ?? "").split(" ");
  return ids.map((id) => textOf(page, new RegExp(`\\sid="${id}"[^>]*>(.*?)</p>`, "s"))).join(" ");
}
