/** Control characters (C0, DEL, C1), line separators and the marks that turn the direction of text. */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

const LABEL_MAX = 254;

/**
 * Makes foreign text safe to keep on one line of a log or a terminal: what could forge lines or hide text becomes a
 * visible escape (OWASP ASVS 16.4.1).
 */
export const printable = (text: string): string =>
  text
    .slice(0, LABEL_MAX)
    .toWellFormed()
    .replace(UNPRINTABLE, (character) => `\\u{${character.codePointAt(0)?.toString(16).padStart(4, "0")}}`);
