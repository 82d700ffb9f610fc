import { compile } from "html-to-text";
import { plainTextSelectors, render } from "react-email";
import type { EmailKind } from "./email-kinds.ts";
import { type EmailProps, TEMPLATES } from "./templates.ts";

export type ComposedEmail = Readonly<{ subject: string; html: string; text: string }>;

/** No prop can become markup, a header or a paragraph. */
export async function compose<Kind extends EmailKind>(kind: Kind, props: EmailProps[Kind]): Promise<ComposedEmail> {
  const { default: Template, subject } = TEMPLATES[kind];
  const safeProps = withSingleLines(props);
  const html = await render(Template(safeProps));
  return { subject: subject(safeProps), html, text: toText(html) };
}

const withSingleLines = <Props extends object>(props: Props): Props =>
  Object.fromEntries(
    Object.entries(props).map(([name, value]) => [name, typeof value === "string" ? oneLine(value) : value]),
  ) as Props;

const LINE_BREAKS = /[\p{Cc}\p{Zl}\p{Zp}\s]+/gu;

/** Includes bidirectional controls, but not the two joiners, which Persian and Indic scripts need. */
const INVISIBLE = /(?![\u200c\u200d])\p{Cf}/gu;

/** Removes what could start a header or a paragraph, or reorder the text around it (OWASP ASVS 1.3.11). */
export const oneLine = (text: string): string =>
  text.toWellFormed().replace(LINE_BREAKS, " ").replace(INVISIBLE, "").trim();

/** What email clients quote without rewrapping (RFC 3676, 4.2). */
const LINE_LENGTH = 72;

type Element = Readonly<{ attribs: Readonly<Record<string, string>>; children: readonly Element[] }>;

type Walk = (children: readonly Element[], builder: Builder) => void;

/** html-to-text's builder is untyped. */
type Builder = Readonly<{
  openBlock: (options: { leadingLineBreaks: number }) => void;
  closeBlock: (options: { trailingLineBreaks: number }) => void;
  addInline: (text: string) => void;
  addLineBreak: () => void;
}>;

const FORMATTERS = {
  button: ({ attribs, children }: Element, walk: Walk, builder: Builder) => {
    builder.openBlock({ leadingLineBreaks: 2 });
    walk(children, builder);
    builder.addInline(":");
    builder.addLineBreak();
    builder.addInline(attribs.href ?? "");
    builder.closeBlock({ trailingLineBreaks: 2 });
  },
  label: ({ children }: Element, walk: Walk, builder: Builder) => {
    walk(children, builder);
    builder.addInline(": ");
  },
};

/** Generated from the HTML, so that both say the same. Compiled once, because that takes longer than the conversion. */
const toText = compile({
  wordwrap: LINE_LENGTH,
  formatters: FORMATTERS,
  selectors: [
    ...plainTextSelectors,
    { selector: "h1", options: { uppercase: false, leadingLineBreaks: 2 } },
    { selector: "a.button", format: "button" },
    { selector: ".label", format: "label" },
  ],
});
