/** Control characters (C0, DEL, C1), line separators and the marks that turn the direction of text. */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Makes text safe to keep on one line of a log or a terminal: what could forge lines or hide text becomes a visible
 * escape (OWASP ASVS 16.4.1). Nothing is cut: the end of a name may be what decides a right.
 */
export const printable = (text: string): string =>
  text
    .toWellFormed()
    .replace(UNPRINTABLE, (character) => `\\u{${character.codePointAt(0)?.toString(16).padStart(4, "0")}}`);

const EXCERPT_MAX = 254;

/** The same for text of any length that somebody else wrote and nothing here depends on: its beginning. */
export const printableExcerpt = (text: string): string => printable(text.slice(0, EXCERPT_MAX));
