import { attribute, unescaped } from "./forms.ts";

/** What a page says, without its scripts. */
export const textOf = (html: string): string =>
  unescaped(html.replace(/<(script|style|template)\b.*?<\/\1>/gs, "").replace(/<[^>]*>/g, "")).replace(/\s+/g, " ");

/** The page's title on it. */
export const headingOf = (html: string): string => textOf(html.match(/<h1\b[^>]*>(.*?)<\/h1>/s)?.[1] ?? "").trim();

/** What a page must be noticed to say before going on. */
export const alertsOf = (html: string): string[] =>
  [...html.matchAll(/<div role="alert"[^>]*>(.*?)<\/div>/gs)].map(([, inner = ""]) => textOf(inner));

/** The confirmation of what was just done. */
export const statusOf = (html: string): string =>
  textOf(html.match(/<[a-z]+ role="status"[^>]*>(.*?)<\/[a-z]+>/s)?.[1] ?? "");

export type ShownField = Readonly<{
  value: string;
  /** The error and the hint that `aria-describedby` ties to the field. */
  description: string;
  isInvalid: boolean;
  hasFocus: boolean;
}>;

/**
 * A field as its page shows it.
 * @throws Error where there is none of this name
 */
export function fieldOf(html: string, name: string): ShownField {
  const tag = [...html.matchAll(/<input\b[^>]*>/g)]
    .map(([found]) => found)
    .find((found) => attribute(found, "name") === name);
  if (!tag) throw new Error(`The page has no field ${name}.`);
  return {
    value: attribute(tag, "value") ?? "",
    description: describedBy(html, tag),
    isInvalid: attribute(tag, "aria-invalid") === "true",
    hasFocus: /\sautofocus\b/i.test(tag),
  };
}

/** What a page says about several choices at once, by their legend. */
export function groupDescription(html: string, legend: string): string {
  const [, tag = ""] = html.match(new RegExp(`(<fieldset\\b[^>]*>)<legend[^>]*>${legend}</legend>`)) ?? [];
  return describedBy(html, tag);
}

/** Which boxes of a name are ticked. */
export const checkedOf = (html: string, name: string): string[] =>
  [...html.matchAll(/<input\b[^>]*>/g)]
    .map(([tag]) => tag)
    .filter((tag) => attribute(tag, "name") === name && /\schecked\b/.test(tag))
    .map((tag) => attribute(tag, "value") ?? "");

function describedBy(html: string, tag: string): string {
  const notes = new Map(
    [...html.matchAll(/<(p|span)\b[^>]*\bid="([^"]*)"[^>]*>(.*?)<\/\1>/gs)].map(([, , id, inner]) => [id, inner]),
  );
  const ids = (attribute(tag, "aria-describedby") ?? "").split(" ");
  return ids.map((id) => textOf(notes.get(id) ?? "")).join(" ");
}
