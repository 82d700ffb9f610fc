import type { Answer } from "./client.ts";
import { formsIn, unescaped } from "./forms.ts";

type Page = Pick<Answer, "body">;

const UNSEEN = /<(script|style|head)\b.*?<\/\1>/gs;
const INLINE = /<!--.*?-->|<\/?(?:a|code|span|strong|wbr)\b[^>]*>/gs;

const withoutMarkup = (html: string): string =>
  unescaped(
    html
      .replace(UNSEEN, "")
      .replace(INLINE, "")
      .replace(/<[^>]*>/g, " "),
  )
    .replace(/\s+/g, " ")
    .trim();

/** The text of a page, or of the part that the pattern's first group matches. */
export const textOf = ({ body }: Page, part = /(.*)/s): string => withoutMarkup(body.match(part)?.[1] ?? "");

export const headingOf = (page: Page): string => textOf(page, /<h1\b[^>]*>(.*?)<\/h1>/s);

/** The browser's title; empty where there is none, or more than one. */
export const titleOf = ({ body }: Page): string => {
  const titles = [...body.matchAll(/<title>(.*?)<\/title>/gs)].map(([, title = ""]) => unescaped(title));
  return titles.length === 1 ? String(titles[0]) : "";
};

export const statusOf = (page: Page): string => textOf(page, /<div role="status"[^>]*>(.*?)<\/div>/s);

export const alertOf = (page: Page): string => textOf(page, /<div role="alert"[^>]*>(.*?)<\/div>/s);

export const sectionOf = (page: Page, heading: string): string => {
  const sections = [...page.body.replace(UNSEEN, "").matchAll(/<section\b[^>]*>(.*?)<\/section>/gs)];
  const texts = sections.map(([, body = ""]) => withoutMarkup(body));
  return texts.find((text) => text.startsWith(heading)) ?? "";
};

/** The table row that contains a text. */
export const rowOf = (page: Page, text: string): string => {
  const rows = [...page.body.matchAll(/<tr\b[^>]*>(.*?)<\/tr>/gs)].map(([, body = ""]) => withoutMarkup(body));
  return rows.find((row) => row.includes(text)) ?? "";
};

export const fieldValue = (page: Page, name: string): string | undefined =>
  formsIn(page.body)
    .flatMap(({ fields }) => fields)
    .find(([field]) => field === name)?.[1];

/** The hint and the error of a field, as screen readers announce them. */
export const descriptionOf = (page: Page, name: string): string => {
  const [input = ""] = page.body.match(new RegExp(`<input\\b[^>]*\\sname="${name}"[^>]*>`)) ?? [];
  const [, ids = ""] = input.match(/\saria-describedby="([^"]*)"/) ?? [];
  const texts = ids.split(" ").map((id) => textOf(page, new RegExp(`\\sid="${id}"[^>]*>(.*?)</p>`, "s")));
  return texts.join(" ");
};
