/** The start of a formula in a spreadsheet (OWASP, CSV Injection), including full-width forms. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
const SPECIAL = /[",\r\n]/;

/** A line as in RFC 4180. An apostrophe keeps spreadsheets from evaluating formulas. */
export const csvLine = (cells: readonly string[]): string => `${cells.map(csvCell).join(",")}\r\n`;

function csvCell(text: string): string {
  const escaped = FORMULA.test(text) ? `'${text}` : text;
  return SPECIAL.test(escaped) ? `"${escaped.replaceAll('"', '""')}"` : escaped;
}
