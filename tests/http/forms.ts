export type Field = readonly [name: string, value: string];

export type Form = Readonly<{
  /** Of all its fields and buttons. */
  names: readonly string[];
  /** What it sends unchanged. */
  fields: readonly Field[];
}>;

const BOUNDARY = "----what-no-field-holds";

export function multipart(fields: readonly Field[]): { type: string; body: string } {
  const parts = fields.map(
    ([name, value]) => `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return { type: `multipart/form-data; boundary=${BOUNDARY}`, body: `${parts.join("")}--${BOUNDARY}--\r\n` };
}

/** Relies on React's spelling of HTML. */
export const formsIn = (html: string): Form[] =>
  [...html.matchAll(/<form\b[^>]*>(.*?)<\/form>/gs)].map(([, inner = ""]) => {
    const tags = [...inner.matchAll(/<(?:input|button|select)\b[^>]*>/g)].map(([tag]) => tag);
    const named = tags.filter((tag) => attribute(tag, "name"));
    const fields = named.filter(isSent).map((tag): Field => [attribute(tag, "name") ?? "", valueIn(tag)]);
    return { names: named.map((tag) => attribute(tag, "name") ?? ""), fields };
  });

/** The unescaped value of an attribute. */
export const attribute = (tag: string, name: string): string | undefined => {
  const [, value] = tag.match(new RegExp(`\\s${name}="([^"]*)"`)) ?? [];
  return value === undefined ? undefined : unescaped(value);
};

const isBox = (tag: string) => ["checkbox", "radio"].includes(attribute(tag, "type") ?? "");

/** Buttons are sent only when pressed, and boxes when ticked. */
const isSent = (tag: string) => !tag.startsWith("<button") && (!isBox(tag) || /\schecked\b/.test(tag));

const valueIn = (tag: string) => attribute(tag, "value") ?? (isBox(tag) ? "on" : "");

export const unescaped = (text: string) =>
  text
    .replaceAll("&quot;", '"')
    .replaceAll("&#x27;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
