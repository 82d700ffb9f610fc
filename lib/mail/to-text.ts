import { toPlainText } from "react-email";

/** The line length that mail programs quote without breaking it again (RFC 3676, 4.2). */
const LINE = 72;

type Element = Readonly<{ attribs: Readonly<Record<string, string>>; children: readonly Element[] }>;

type Walk = (children: readonly Element[], builder: Builder) => void;

/** The part of html-to-text's builder that is used here; it brings no types of its own. */
type Builder = Readonly<{
  openBlock: (options: { leadingLineBreaks: number }) => void;
  closeBlock: (options: { trailingLineBreaks: number }) => void;
  addInline: (text: string) => void;
  addLineBreak: () => void;
}>;

const FORMATTERS = {
  /** A button becomes what it does, with the address beneath it. */
  button: ({ attribs, children }: Element, walk: Walk, builder: Builder) => {
    builder.openBlock({ leadingLineBreaks: 2 });
    walk(children, builder);
    builder.addInline(":");
    builder.addLineBreak();
    builder.addInline(attribs.href ?? "");
    builder.closeBlock({ trailingLineBreaks: 2 });
  },
  /** Stands above its value in HTML, and before it in text. */
  label: ({ children }: Element, walk: Walk, builder: Builder) => {
    walk(children, builder);
    builder.addInline(": ");
  },
};

/** The plain text of a mail: written out of its HTML, so that both say the same. */
export const toText = (html: string): string =>
  toPlainText(html, {
    wordwrap: LINE,
    formatters: FORMATTERS,
    selectors: [
      { selector: "h1", options: { uppercase: false, leadingLineBreaks: 2 } },
      { selector: "a.button", format: "button" },
      { selector: ".label", format: "label" },
    ],
  });
